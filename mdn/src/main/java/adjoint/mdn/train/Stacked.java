package adjoint.mdn.train;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Shared;
import adjoint.expr.Vectorizer;
import adjoint.mdn.optimise.Optimiser;
import adjoint.tensor.Dim;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Several models of one form as a single graph, each with examples of its own: every variable has one more axis in front that
 * counts the models, and so has every product. The loss is the sum of their losses, so that each model's gradient is the one
 * it would have alone. The only metric is one of the models' own, m, which is called "m i" for model i.
 */
public final class Stacked implements Trainable {
    private final List<? extends Trainable> models;
    private final List<Shared> variables = new ArrayList<>();
    private final Map<Shared, Shared> stacked = new IdentityHashMap<>();
    private final Expr x;
    private final Expr y;
    private final Expr loss;
    private final Map<String, Expr> metrics = new LinkedHashMap<>();

    /**
     * @param models at least one, alike in all but the values of their variables, from which the stack starts
     * @param metric of the models, to stop by
     */
    public Stacked(List<? extends Trainable> models, String metric) {
        this.models = List.copyOf(models);
        Trainable one = models.get(0);
        Map<Expr, Expr> batches = new IdentityHashMap<>();
        for (int v = 0; v < one.variables().size(); v++) {
            int number = v;
            Shared all = Expressions.shared(
                    one.variables().get(v).name(),
                    joined(models.stream()
                            .map(model -> model.variables().get(number).get())
                            .toList()));
            variables.add(all);
            stacked.put(one.variables().get(v), all);
            batches.put(one.variables().get(v), all);
        }
        this.x = wide("x", one.input());
        this.y = wide("y", one.target());
        batches.put(one.input(), ofEach(x, one.input()));
        batches.put(one.target(), ofEach(y, one.target()));
        Vectorizer vectorizer = Vectorizer.of(batches);
        this.loss = vectorizer.apply(one.loss()).sum();
        Expr each = vectorizer.apply(one.metrics().get(metric));
        for (int i = 0; i < models.size(); i++) {
            metrics.put(metric + " " + i, each.slice(0, i, i + 1).squeeze(0));
        }
    }

    private Expr wide(String name, Expr input) {
        return Expressions.input(
                name,
                input.dtype(),
                "batch",
                models.size() * input.shape().dim(1).size());
    }

    /** From [batch, models x columns] to [models, batch, columns]. */
    private Expr ofEach(Expr wide, Expr input) {
        Dim batch = wide.shape().dim(0);
        return wide.reshape(batch, models.size(), input.shape().dim(1)).transpose(1, 0, 2);
    }

    private static Tensor joined(List<Tensor> values) {
        Tensor first = values.get(0);
        int[] shape = IntStream.concat(IntStream.of(values.size()), Arrays.stream(first.shape()))
                .toArray();
        Tensor all = Tensor.zeros(first.dtype(), shape);
        for (int i = 0; i < all.size(); i++) {
            all.set(i, values.get(i / first.size()).get(i % first.size()));
        }
        return all;
    }

    /** Copies one model's part of some values over that of others of the same shape. */
    static void copyPart(int model, int models, Tensor from, Tensor to) {
        int size = from.size() / models;
        for (int i = model * size; i < (model + 1) * size; i++) {
            to.set(i, from.get(i));
        }
    }

    /** Gives each model its part of the variables, rounded to its own element type. */
    public void unstack() {
        for (int v = 0; v < variables.size(); v++) {
            Tensor all = variables.get(v).get();
            for (int i = 0; i < models.size(); i++) {
                Shared own = models.get(i).variables().get(v);
                Tensor part = own.get();
                for (int j = 0; j < part.size(); j++) {
                    part.set(j, all.get(i * part.size() + j));
                }
                own.set(part);
            }
        }
    }

    /** An optimiser that treats each model's parameters as the given one does. */
    public Optimiser optimiser(Optimiser ofOne) {
        return (parameters, gradients, rate) -> {
            List<Shared> own = models.get(0).parameters();
            List<Expr> ownGradients = new ArrayList<>();
            Map<Expr, Expr> batches = new IdentityHashMap<>(stacked);
            for (int i = 0; i < own.size(); i++) {
                Expr gradient = Expressions.input(
                        "gradient",
                        own.get(i).dtype(),
                        own.get(i).shape().dims().toArray());
                ownGradients.add(gradient);
                batches.put(gradient, gradients.get(i));
            }
            Map<Shared, Expr> ownUpdates = ofOne.updates(own, ownGradients, rate);
            ownUpdates.keySet().stream()
                    .filter(variable -> !stacked.containsKey(variable) && variable.rank() > 0)
                    .forEach(state -> batches.put(
                            state,
                            Expressions.shared(state.name(), joined(Collections.nCopies(models.size(), state.get())))));
            Vectorizer vectorizer = Vectorizer.of(batches);
            Map<Shared, Expr> updates = new LinkedHashMap<>();
            ownUpdates.forEach((variable, update) -> updates.put(
                    (Shared) batches.getOrDefault(variable, variable),
                    batches.containsKey(variable) ? vectorizer.apply(update) : update));
            return updates;
        };
    }

    /** The examples of all models side by side; the shortest lists begin again. */
    public static Examples sideBySide(List<? extends Examples> each) {
        return new SideBySide(each);
    }

    /** How many models there are. */
    public int count() {
        return models.size();
    }

    @Override
    public Expr input() {
        return x;
    }

    @Override
    public Expr target() {
        return y;
    }

    /** The sum of the models' losses. */
    @Override
    public Expr loss() {
        return loss;
    }

    @Override
    public List<Shared> parameters() {
        return models.get(0).parameters().stream().map(stacked::get).toList();
    }

    @Override
    public List<Shared> variables() {
        return List.copyOf(variables);
    }

    @Override
    public Map<String, Expr> metrics() {
        return metrics;
    }

    private record SideBySide(List<? extends Examples> each) implements Examples {
        @Override
        public int size() {
            return each.stream().mapToInt(Examples::size).max().orElseThrow();
        }

        @Override
        public int inputs() {
            return each.size() * each.get(0).inputs();
        }

        @Override
        public int targets() {
            return each.size() * each.get(0).targets();
        }

        @Override
        public void copy(int example, Tensor x, Tensor y, int row) {
            for (int i = 0; i < each.size(); i++) {
                // Rows of the wide arrays, seen as rows of one model's width.
                each.get(i).copy(example % each.get(i).size(), x, y, row * each.size() + i);
            }
        }
    }
}
