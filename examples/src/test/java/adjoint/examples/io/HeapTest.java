package adjoint.examples.io;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeapTest {
    @Test
    void whatFitsPassesAndWhatDoesNotIsToldItsSize() {
        assertThatNoException().isThrownBy(() -> Heap.require("t.csv", 190e6, "cut it", 256_000_000));
        assertThatThrownBy(() -> Heap.require("t.csv", 300e6, "cut it", 256_000_000))
                .isInstanceOf(DataException.class)
                .hasMessage("t.csv would take about 300 MB of memory, but Java has 256 MB; cut it,"
                        + " or give it more with -Xmx382m");
    }
}
