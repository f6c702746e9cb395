package adjoint.mdn.train;

import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** All that training changes: shared variables, the history, and the best variables so far. */
final class TrainingState {
    private final List<Shared> model;
    private final List<Shared> all;
    private final List<Epoch> history = new ArrayList<>();
    private List<Tensor> best = List.of();

    /**
     * @param model variables of the model
     * @param all those and the optimiser's
     */
    TrainingState(List<Shared> model, List<Shared> all) {
        this.model = model;
        this.all = all;
    }

    List<Shared> model() {
        return model;
    }

    List<Shared> all() {
        return all;
    }

    List<Epoch> history() {
        return history;
    }

    /** Copies of the model's variables after the best epoch; empty before the first epoch or where none are kept. */
    List<Tensor> best() {
        return best;
    }

    void best(List<Tensor> values) {
        best = values;
    }

    /**
     * Adds an epoch, and keeps what is the best so far: of one metric all variables, of several the part of each of so many
     * {@link Stacked} models by its own.
     */
    void add(Epoch epoch, List<String> metrics) {
        history.add(epoch);
        int[] better = IntStream.range(0, metrics.size())
                .filter(i -> bestEpoch(metrics.get(i)).orElseThrow() == epoch)
                .toArray();
        if (better.length == 0) {
            return;
        }
        List<Tensor> now = model.stream().map(Shared::get).toList();
        if (best.isEmpty() || metrics.size() == 1) {
            best = now;
            return;
        }
        for (int i : better) {
            for (int v = 0; v < now.size(); v++) {
                Stacked.copyPart(i, metrics.size(), now.get(v), best.get(v));
            }
        }
    }

    /** The first of the epochs with the lowest value. */
    Optional<Epoch> bestEpoch(String metric) {
        return history.stream()
                .min(Comparator.comparingDouble(epoch -> epoch.metrics().get(metric)));
    }

    /** Gives the model the variables of its best epoch. */
    void restoreBest() {
        for (int i = 0; i < best.size(); i++) {
            model.get(i).set(best.get(i));
        }
    }
}
