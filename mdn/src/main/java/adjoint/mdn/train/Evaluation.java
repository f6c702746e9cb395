package adjoint.mdn.train;

import static adjoint.Adjoint.function;

import adjoint.expr.Expr;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Means over examples of figures that are computed for each. Compiled once, used as often as wanted. */
public final class Evaluation {
    private static final int BATCH = 500;

    private final List<String> names;
    private final List<Expr> figures;

    /** Two halves of many examples are scored side by side, each in arrays of its own. */
    private final List<MiniBatches> halves;

    /**
     * @param input the node for inputs, of shape [batch, inputs]
     * @param target the node for targets, of shape [batch, targets]
     * @param figures by name, each of shape [batch] or [batch, n]
     */
    public Evaluation(Expr input, Expr target, Map<String, Expr> figures) {
        this.names = List.copyOf(figures.keySet());
        this.figures = names.stream().map(figures::get).toList();
        CompiledFunction compiled = function(input, target)
                .returning(this.figures.toArray(Expr[]::new))
                .compile();
        List<Expr> inputs = List.of(input, target);
        this.halves = List.of(new MiniBatches(compiled, inputs, BATCH), new MiniBatches(compiled, inputs, BATCH));
    }

    /** The mean of each figure, summed in float64; an array of n means for a figure of shape [batch, n]. */
    public Map<String, double[]> means(Examples examples) {
        return means(examples, IntStream.range(0, examples.size()).toArray());
    }

    /** As {@link #means(Examples)}, over the examples at the given positions only. */
    public Map<String, double[]> means(Examples examples, int... positions) {
        if (positions.length == 0) {
            throw new IllegalArgumentException("there is no mean over no examples");
        }
        // Cut by the number of examples alone, so that the sums do not depend on the machine.
        int parts = positions.length > BATCH ? halves.size() : 1;
        List<List<double[]>> sums = IntStream.range(0, parts)
                .parallel()
                .mapToObj(part -> sums(
                        halves.get(part),
                        examples,
                        Arrays.copyOfRange(
                                positions, part * positions.length / parts, (part + 1) * positions.length / parts)))
                .toList();
        Map<String, double[]> means = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            double[] total = new double[sums.get(0).get(i).length];
            for (List<double[]> part : sums) {
                for (int j = 0; j < total.length; j++) {
                    total[j] += part.get(i)[j];
                }
            }
            means.put(
                    names.get(i),
                    Arrays.stream(total).map(sum -> sum / positions.length).toArray());
        }
        return means;
    }

    private List<double[]> sums(MiniBatches batches, Examples examples, int... positions) {
        List<double[]> sums = new ArrayList<>();
        figures.forEach(figure -> sums.add(
                new double[figure.rank() == 1 ? 1 : figure.shape().dim(1).size()]));
        batches.forEach(examples, positions, (index, batch) -> {
            batch.bound().run();
            for (int i = 0; i < sums.size(); i++) {
                add(batch.bound().output(i), sums.get(i));
            }
            batch.bound().release(); // the next pass may be another thread's
        });
        return sums;
    }

    private static void add(Tensor values, double[] sums) {
        for (int i = 0; i < values.size(); i++) {
            sums[i % sums.length] += values.get(i);
        }
    }
}
