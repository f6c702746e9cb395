package adjoint.benchmarks.peers;

import adjoint.benchmarks.TrainingStep;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's SameDiff: gradients by its own graph, updates in place by BLAS's axpy, without the iterators and listeners of its
 * training loop. Its threads are those of {@link Library#environment}.
 */
final class Nd4jSameDiff implements Peer {
    private final SameDiff graph = SameDiff.create();
    private final double rate;
    private final DataType type;
    private final List<SDVariable> parameters = new ArrayList<>();
    private final List<String> names;
    private final Map<String, INDArray> data;

    Nd4jSameDiff(Task task) {
        rate = task.rate();
        type = task.dtype() == DType.FLOAT64 ? DataType.DOUBLE : DataType.FLOAT;
        data = Map.of("x", array(task.x()), "y", array(task.y()));
        for (Tensor parameter : task.parameters()) {
            parameters.add(graph.var("p" + parameters.size(), array(parameter)));
        }
        names = parameters.stream().map(SDVariable::name).toList();
        SDVariable x = graph.placeHolder("x", type, data.get("x").shape());
        SDVariable y = graph.placeHolder("y", type, data.get("y").shape());
        graph.setLossVariables(loss(x, y));
    }

    private INDArray array(Tensor tensor) {
        long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
        return Nd4j.createFromArray(tensor.toDoubles()).reshape(shape).castTo(type);
    }

    private SDVariable loss(SDVariable x, SDVariable y) {
        SDVariable out = x;
        for (int i = 0; i < parameters.size(); i += 2) {
            out = out.mmul(parameters.get(i)).add(parameters.get(i + 1));
            if (i + 2 < parameters.size()) {
                out = graph.math().tanh(out);
            }
        }
        SDVariable[] parts = graph.split(out, 3, 1);
        SDVariable variances = graph.nn().softplus(parts[2]).add(TrainingStep.FLOOR);
        SDVariable energy = graph.math()
                .square(y.sub(parts[1]))
                .div(variances)
                .add(graph.math().log(variances));
        SDVariable joint = graph.nn().logSoftmax(parts[0]).sub(energy.mul(0.5));
        // The log-sum-exp of each row, K times: the library's own op has a gradient that fails.
        SDVariable logSumExp = joint.sub(graph.nn().logSoftmax(joint));
        return logSumExp.mean().rsub("loss", Task.HALF_LOG_2_PI);
    }

    @Override
    public double step() {
        OutAndGrad result = graph.calculateGradientsAndOutputs(data, List.of("loss"), names);
        for (SDVariable parameter : parameters) {
            INDArray values = parameter.getArr();
            INDArray gradient = result.getGradients().get(parameter.name());
            Nd4j.getBlasWrapper().level1().axpy(values.length(), -rate, gradient, values);
        }
        return result.getOutputs().get("loss").getDouble(0);
    }

    @Override
    public List<double[]> parameters() {
        return parameters.stream()
                .map(parameter -> parameter
                        .getArr()
                        .castTo(DataType.DOUBLE)
                        .dup('c')
                        .data()
                        .asDouble())
                .toList();
    }

    @Override
    public void close() {
        graph.clearPlaceholders(true);
    }
}
