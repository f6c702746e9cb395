package adjoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The platform that everything else assumes. */
class RuntimeTest {
    @Test
    void javaIsAtLeast17() {
        assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(17);
    }
}
