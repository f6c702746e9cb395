package adjoint.mdn.train;

import adjoint.expr.Shared;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

    /** Adds an epoch, and keeps the variables if it is the best so far by the metric. */
    void add(Epoch epoch, String metric) {
        history.add(epoch);
        if (metric != null && bestEpoch(metric).orElseThrow() == epoch) {
            best = model.stream().map(Shared::get).toList();
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
