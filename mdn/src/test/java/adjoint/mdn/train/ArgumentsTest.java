package adjoint.mdn.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.mdn.optimise.Adam;
import adjoint.mdn.optimise.RmsProp;
import adjoint.tensor.AdjointException;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void settingsThatMakeNoSenseAreRefusedWhereTheyAreWritten() {
        assertThatThrownBy(() -> new Adam(0.9, 0.999, -1, 0))
                .isInstanceOf(AdjointException.class)
                .hasMessageContainingAll("Adam", "'epsilon'", "-1.0");
        assertThatThrownBy(() -> new RmsProp(0.9, Double.NaN))
                .isInstanceOf(AdjointException.class)
                .hasMessageContainingAll("RmsProp", "'epsilon'", "NaN");
        assertThatThrownBy(() -> new Trainer(null).epochs(-1))
                .isInstanceOf(AdjointException.class)
                .hasMessageContainingAll("Trainer.epochs", "'number'", "-1");
        assertThatThrownBy(() -> new Trainer(null).batch(0))
                .isInstanceOf(AdjointException.class)
                .hasMessageContainingAll("Trainer.batch", "'size'", "0");
    }
}
