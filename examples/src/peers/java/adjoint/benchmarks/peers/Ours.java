package adjoint.benchmarks.peers;

import adjoint.benchmarks.TrainingStep;
import adjoint.compile.BoundPlan;
import adjoint.kernel.Blas;
import adjoint.mdn.model.DensityModel;
import java.util.List;

/** Adjoint's own step. */
final class Ours implements Peer {
    private final DensityModel model;
    private final BoundPlan step;

    Ours(DensityModel model, Task task) {
        Blas.threads(task.threads());
        this.model = model;
        this.step = TrainingStep.bind(model, task.x().dim(0));
        step.input(0).assign(task.x());
        step.input(1).assign(task.y());
        step.input(2).set(0, task.rate());
    }

    @Override
    public double step() {
        step.run();
        return step.output(0).get(0);
    }

    @Override
    public List<double[]> parameters() {
        return model.parameters().stream()
                .map(shared -> shared.get().toDoubles())
                .toList();
    }

    @Override
    public void close() {
        // Heap arrays only.
    }
}
