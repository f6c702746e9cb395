package adjoint.examples.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FramesTest {
    /** Every sample tells its sequence and place: 1000 * sequence + index. */
    private static double[] sequence(int number, int length) {
        return IntStream.range(0, length).mapToDouble(i -> 1000 * number + i).toArray();
    }

    private final Frames frames = new Frames(List.of(sequence(1, 7), sequence(2, 4), sequence(3, 10)), 3);

    @Test
    void eachSequenceGivesItsLengthLessTheFrame() {
        assertThat(frames.size()).isEqualTo(4 + 1 + 7);
        assertThat(frames.sequences()).isEqualTo(3);
        assertThat(frames.sequence(1)).containsExactly(2000, 2001, 2002, 2003);
    }

    @Test
    void framesAreConsecutiveAndNeverCrossSequences() {
        int example = 0;
        for (int number = 1; number <= 3; number++) {
            int length = frames.sequence(number - 1).length;
            for (int begin = 0; begin + 3 < length; begin++, example++) {
                double first = 1000 * number + begin;
                double[] x = {-1, -1, -1, -1, -1};
                frames.copy(example, x, 1);
                assertThat(x).containsExactly(-1, first, first + 1, first + 2, -1);
                assertThat(frames.target(example)).isEqualTo(first + 3);

                float[] rounded = new float[3];
                frames.copy(example, rounded, 0);
                assertThat(rounded).containsExactly((float) first, (float) first + 1, (float) first + 2);
            }
        }
        assertThat(example).isEqualTo(frames.size());
    }

    @Test
    void refusesExamplesOutsideAndSequencesTooShort() {
        assertThatThrownBy(() -> frames.target(12)).hasMessageContaining("example 12 of 12");
        assertThatThrownBy(() -> frames.target(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Frames(List.of(sequence(1, 3)), 3))
                .hasMessageContaining("sequence 0 has 3 samples");
        assertThatThrownBy(() -> new Frames(List.of(sequence(1, 3)), 0)).hasMessageContaining("frame of 0");
    }
}
