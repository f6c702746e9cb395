package adjoint.mdn.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void annealsLinearlyToExactlyZero() {
        Schedule schedule = Schedule.annealing(0.1, 4, 10);
        assertThat(schedule.rate(0.01)).isEqualTo(0.1);
        assertThat(schedule.rate(4)).isEqualTo(0.1);
        assertThat(schedule.rate(7)).isCloseTo(0.05, within(1e-16));
        assertThat(schedule.rate(9.999)).isPositive();
        assertThat(schedule.rate(10)).isEqualTo(0);
    }

    @Test
    void annealingAfterTheLastEpochIsConstant() {
        assertThat(Schedule.annealing(0.1, 10, 10).rate(10)).isEqualTo(0.1);
        assertThat(Schedule.constant(0.1).rate(1e9)).isEqualTo(0.1);
        assertThatThrownBy(() -> Schedule.annealing(0.1, 11, 10)).hasMessageContaining("11 of 10");
    }

    @Test
    void aCosineFallsFromTheRateToExactlyZero() {
        Schedule schedule = Schedule.cosine(0.2, 10);
        assertThat(schedule.rate(0)).isEqualTo(0.2);
        assertThat(schedule.rate(5)).isCloseTo(0.1, within(1e-16));
        assertThat(schedule.rate(10)).isEqualTo(0);
    }

    @Test
    void warmingUpGrowsLinearlyIntoTheSchedule() {
        Schedule schedule = Schedule.annealing(0.1, 4, 10).warmingUp(2);
        assertThat(schedule.rate(0.5)).isCloseTo(0.025, within(1e-16));
        assertThat(schedule.rate(2)).isEqualTo(0.1);
        assertThat(schedule.rate(10)).isEqualTo(0);
    }
}
