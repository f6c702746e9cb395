package adjoint.examples.speech;

import adjoint.tensor.DType;
import adjoint.tensor.Tensor;

/** Frames of samples as inputs, the next sample as target. */
public record FrameExamples(Frames frames) implements SequencedExamples {
    @Override
    public int size() {
        return frames.size();
    }

    @Override
    public int inputs() {
        return frames.frame();
    }

    @Override
    public int targets() {
        return 1;
    }

    @Override
    public void copy(int example, Tensor x, Tensor y, int row) {
        if (x.dtype() == DType.FLOAT32) {
            frames.copy(example, x.floats(), row * frames.frame());
        } else {
            frames.copy(example, x.doubles(), row * frames.frame());
        }
        y.set(row, frames.target(example));
    }
}
