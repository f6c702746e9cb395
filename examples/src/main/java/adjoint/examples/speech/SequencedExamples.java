package adjoint.examples.speech;

import adjoint.mdn.train.Examples;
import adjoint.mdn.train.Subset;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Examples cut out of sequences of samples, sequence by sequence. Neighbours are alike, so only whole sequences are apart. */
public interface SequencedExamples extends Examples {
    /** The samples alone. */
    Frames frames();

    /** The examples of some sequences. */
    default Examples sequences(IntPredicate chosen) {
        return new Subset(
                this,
                IntStream.range(0, frames().sequences())
                        .filter(chosen)
                        .flatMap(i -> IntStream.range(frames().firstExample(i), frames().firstExample(i + 1)))
                        .toArray());
    }
}
