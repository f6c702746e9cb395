package adjoint.mdn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.junit.jupiter.api.Test;

class StackingTest {
    @Test
    void theShareMaximisesTheLikelihoodWithARowForEitherSide() {
        SplittableRandom random = new SplittableRandom(1);
        for (double advantage : new double[] {-2, -0.3, 0, 1, 4}) {
            double[] first = random.doubles(25, -3, 0).toArray();
            double[] second = IntStream.range(0, 25)
                    .mapToDouble(i -> first[i] + advantage + 2 * random.nextGaussian())
                    .toArray();
            double best = new BrentOptimizer(1e-10, 1e-12)
                    .optimize(
                            new MaxEval(1_000),
                            GoalType.MAXIMIZE,
                            new SearchInterval(1e-6, 1 - 1e-6),
                            new UnivariateObjectiveFunction(share -> Math.log(share)
                                    + Math.log(1 - share)
                                    + IntStream.range(0, 25)
                                            .mapToDouble(i -> Math.log(
                                                    (1 - share) * Math.exp(first[i]) + share * Math.exp(second[i])))
                                            .sum()))
                    .getPoint();
            assertThat(Stacking.share(first, second)).isCloseTo(best, within(1e-4));
        }
    }

    @Test
    void densitiesBeyondAllNumbersDecideWithoutOverflow() {
        double[] far = {-1e6, -1e6};
        double[] near = {0, 0};
        assertThat(Stacking.share(far, near)).isCloseTo(0.75, within(1e-12));
        assertThat(Stacking.share(near, far)).isCloseTo(0.25, within(1e-12));
        assertThat(Stacking.share(near, near)).isCloseTo(0.5, within(1e-12));
    }
}
