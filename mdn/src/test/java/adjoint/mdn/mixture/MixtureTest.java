package adjoint.mdn.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.MixtureMultivariateNormalDistribution;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final double[] WEIGHTS = {0.5, 0.2, 0.3};
    private static final double[][] MEANS = {{0, 1}, {-2, 0.5}, {3, -1}};
    private static final double[][][] FACTORS = {{{0.7}, {0.4, 0.9}}, {{1.5}, {-0.3, 0.2}}, {{0.1}, {0, 0.6}}};

    private static Mixture mixture() {
        Normal[] components = new Normal[3];
        for (int k = 0; k < 3; k++) {
            components[k] = Normal.withFactor(MEANS[k], FACTORS[k]);
        }
        return new Mixture(WEIGHTS, components);
    }

    private static MixtureMultivariateNormalDistribution oracle() {
        double[][][] covariances = new double[3][2][2];
        for (int k = 0; k < 3; k++) {
            double a = FACTORS[k][0][0];
            double b = FACTORS[k][1][0];
            double c = FACTORS[k][1][1];
            covariances[k] = new double[][] {{a * a, a * b}, {a * b, b * b + c * c}};
        }
        return new MixtureMultivariateNormalDistribution(WEIGHTS, MEANS, covariances);
    }

    @Test
    void densityIsThatOfCommonsMath() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            double[] point = {3 * random.nextGaussian(), 2 * random.nextGaussian()};
            assertThat(mixture().density(point)).isCloseTo(oracle().density(point), within(1e-14));
        }
    }

    @Test
    void logDensityIsFiniteWhereTheDensityUnderflows() {
        Mixture standard = new Mixture(new double[] {1}, Normal.diagonal(new double[] {0}, 1));
        assertThat(standard.logDensity(60.0)).isCloseTo(-0.5 * Math.log(2 * Math.PI) - 1800, within(1e-9));
        assertThat(mixture().responsibilities(1000, 1000))
                .satisfies(r -> assertThat(r[0] + r[1] + r[2]).isCloseTo(1, within(1e-12)));
    }

    @Test
    void samplesHaveTheMixturesMoments() {
        SplittableRandom random = new SplittableRandom(5);
        int n = 200_000;
        double[][] points = new double[n][];
        double[] mean = new double[2];
        for (int i = 0; i < n; i++) {
            points[i] = mixture().sample(random);
            mean[0] += points[i][0] / n;
            mean[1] += points[i][1] / n;
        }
        double[][] covariance =
                new Covariance(points, false).getCovarianceMatrix().getData();
        for (int i = 0; i < 2; i++) {
            // Five standard errors of a mean whose variance is about 4.
            assertThat(mean[i]).isCloseTo(mixture().mean()[i], within(5 * 2 / Math.sqrt(n)));
            for (int j = 0; j < 2; j++) {
                assertThat(covariance[i][j]).isCloseTo(mixture().covariance()[i][j], within(0.06));
            }
        }
    }

    @Test
    void samplesDependOnTheSeedAlone() {
        assertThat(mixture().sample(new SplittableRandom(9)))
                .isEqualTo(mixture().sample(new SplittableRandom(9)));
        assertThat(mixture().sample(new SplittableRandom(9)))
                .isNotEqualTo(mixture().sample(new SplittableRandom(8)));
    }

    @Test
    void badPartsAreRefusedWithTheirValues() {
        Normal one = Normal.diagonal(new double[] {0}, 1);
        assertThatThrownBy(() -> new Mixture(new double[] {1, -1}, one, one)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> new Mixture(new double[] {0}, one)).hasMessageContaining("not all 0");
        assertThatThrownBy(() -> Normal.diagonal(new double[] {0}, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> Normal.diagonal(new double[] {0, 0, 0}, 1, 2)).hasMessageContaining("2 variances");
        assertThatThrownBy(() -> one.logDensity(1, 2)).hasMessageContaining("2 numbers");
    }
}
