package adjoint.benchmarks.peers;

import adjoint.benchmarks.TrainingStep;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch, run eagerly by DJL. Weights are stored as [outputs, inputs], the layout of its fused linear layer, and
 * gradients go to a fresh leaf in every step, so that none has to be zeroed or accumulated.
 */
final class PyTorch implements Peer {
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = engine.newBaseManager();
    private final DataType type;
    private final NDArray x;
    private final NDArray y;
    private final NDArray floor;
    private final NDArray half;
    private final NDArray halfLog2Pi;
    private final NDArray rate;
    private final List<NDArray> parameters = new ArrayList<>();

    PyTorch(Task task) {
        JniUtils.setNumThreads(task.threads());
        type = task.dtype() == DType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
        x = array(task.x());
        y = array(task.y());
        floor = number(TrainingStep.FLOOR);
        half = number(0.5);
        halfLog2Pi = number(Task.HALF_LOG_2_PI);
        rate = number(task.rate());
        for (Tensor parameter : task.parameters()) {
            NDArray array = array(parameter);
            parameters.add(parameter.rank() == 2 ? array.transpose().duplicate() : array);
        }
    }

    private NDArray array(Tensor tensor) {
        long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
        return manager.create(tensor.toDoubles(), new Shape(shape)).toType(type, true);
    }

    private NDArray number(double value) {
        return manager.create(value).toType(type, false);
    }

    @Override
    public double step() {
        try (NDScope temporaries = new NDScope()) {
            temporaries.suppressNotUsedWarning();
            List<NDArray> leaves = new ArrayList<>(parameters.size());
            for (NDArray parameter : parameters) {
                NDArray leaf = parameter.stopGradient();
                leaf.setRequiresGradient(true);
                leaves.add(leaf);
            }
            NDArray loss;
            try (GradientCollector collector = engine.newGradientCollector()) {
                loss = loss(leaves);
                collector.backward(loss);
            }
            for (int i = 0; i < leaves.size(); i++) {
                parameters.get(i).subi(leaves.get(i).getGradient().muli(rate));
            }
            return type == DataType.FLOAT64 ? loss.getDouble() : loss.getFloat();
        }
    }

    private NDArray loss(List<NDArray> weights) {
        NDArray out = x;
        for (int i = 0; i < weights.size(); i += 2) {
            out = Linear.linear(out, weights.get(i), weights.get(i + 1)).singletonOrThrow();
            if (i + 2 < weights.size()) {
                out = out.tanh();
            }
        }
        NDList parts = out.split(new long[] {TrainingStep.COMPONENTS, 2 * TrainingStep.COMPONENTS}, 1);
        NDArray variances = Activation.softPlus(parts.get(2)).addi(floor);
        NDArray energy = y.sub(parts.get(1)).square().div(variances).add(variances.log());
        NDArray joint = parts.get(0).logSoftmax(1).sub(energy.mul(half));
        // The log-sum-exp of each row, K times, by PyTorch's fused log-softmax: DJL has no log-sum-exp.
        NDArray logSumExp = joint.sub(joint.logSoftmax(1));
        return halfLog2Pi.sub(logSumExp.mean());
    }

    @Override
    public List<double[]> parameters() {
        return parameters.stream()
                .map(array -> array.getShape().dimension() == 2 ? array.transpose() : array)
                .map(array -> array.toType(DataType.FLOAT64, true).toDoubleArray())
                .toList();
    }

    @Override
    public void close() {
        manager.close();
    }
}
