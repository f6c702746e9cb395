package adjoint.mdn.head;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The families by name, to be read back from what was written. */
public final class Families {
    private static final Map<String, Function<double[], Family>> MADE = new TreeMap<>(Map.of(
            "student", n -> new StudentT((int) n[0]),
            "lognormal", n -> new LogNormal((int) n[0]),
            "gamma", n -> new GammaMixture((int) n[0]),
            "poisson", n -> new Poisson(),
            "negative-binomial", n -> new NegativeBinomial(),
            "vonmises", n -> new VonMises(),
            "categorical", n -> new Categorical((int) n[0]),
            "ordered", n -> new Ordered((int) n[0]),
            "normal-cells", n -> new NormalCells((int) n[0], n[1], n[2], n[3])));

    private Families() {}

    /** What makes a family again: a kind and the numbers of {@link Family#numbers}. */
    public static Family of(String kind, double... numbers) {
        Function<double[], Family> made = MADE.get(kind);
        if (made == null) {
            throw new IllegalArgumentException(
                    "there is no family of distributions '" + kind + "', only " + MADE.keySet());
        }
        return made.apply(numbers);
    }
}
