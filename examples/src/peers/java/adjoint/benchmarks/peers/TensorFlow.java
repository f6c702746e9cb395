package adjoint.benchmarks.peers;

import adjoint.benchmarks.TrainingStep;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Split;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.math.Mean;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** TensorFlow in graph mode: one session call a step, with the gradient in the graph and updates by its optimiser's op. */
final class TensorFlow<T extends TFloating> implements Peer {
    private final Class<T> type;
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final Session session;
    private final Placeholder<T> x;
    private final Placeholder<T> y;
    private final Placeholder<T> rate;
    private final T xValue;
    private final T yValue;
    private final T rateValue;
    private final List<Operand<T>> parameters = new ArrayList<>();
    private final Operand<T> loss;
    private final List<Op> updates = new ArrayList<>();

    static Peer of(Task task) {
        return task.dtype() == DType.FLOAT64
                ? new TensorFlow<>(TFloat64.class, task)
                : new TensorFlow<>(TFloat32.class, task);
    }

    private TensorFlow(Class<T> type, Task task) {
        this.type = type;
        session = new Session(graph, configuration(task.threads()));
        xValue = value(task.x());
        yValue = value(task.y());
        rateValue = value(Tensor.of(task.rate()));
        x = tf.placeholder(type, Placeholder.shape(xValue.shape()));
        y = tf.placeholder(type, Placeholder.shape(yValue.shape()));
        rate = tf.placeholder(type, Placeholder.shape(Shape.scalar()));
        List<VarHandleOp> handles = new ArrayList<>();
        for (Tensor parameter : task.parameters()) {
            VarHandleOp handle = tf.varHandleOp(type, shape(parameter), VarHandleOp.sharedName("p" + handles.size()));
            assign(handle, parameter);
            handles.add(handle);
            parameters.add(tf.readVariableOp(handle, type));
        }
        loss = loss();
        Output<?>[] gradients = graph.addGradients(
                loss.asOutput(), parameters.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
        // A variable that an op still reads would be copied before its update.
        Ops after = tf.withControlDependencyOps(
                Arrays.stream(gradients).map(Output::op).toList());
        for (int i = 0; i < gradients.length; i++) {
            Operand<T> gradient = typed(gradients[i]);
            updates.add(after.train.resourceApplyGradientDescent(handles.get(i), rate, gradient));
        }
    }

    private static ConfigProto configuration(int threads) {
        // Without threads to share its nodes among, the executor for one thread is quicker from node to node.
        String executor = threads == 1 ? "SINGLE_THREADED_EXECUTOR" : "";
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .setExperimental(ConfigProto.Experimental.newBuilder().setExecutorType(executor))
                .build();
    }

    @SuppressWarnings("unchecked") // A gradient has its variable's type.
    private static <T extends TFloating> Operand<T> typed(Output<?> output) {
        return (Output<T>) output;
    }

    private void assign(VarHandleOp handle, Tensor tensor) {
        Placeholder<T> initial = tf.placeholder(type, Placeholder.shape(shape(tensor)));
        try (T value = value(tensor);
                Result done = session.runner()
                        .feed(initial, value)
                        .addTarget(tf.assignVariableOp(handle, initial))
                        .run()) {
            assert done.size() == 0;
        }
    }

    private static Shape shape(Tensor tensor) {
        return Shape.of(Arrays.stream(tensor.shape()).asLongStream().toArray());
    }

    private T value(Tensor tensor) {
        int bytes = type == TFloat64.class ? Double.BYTES : Float.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(tensor.size() * bytes).order(ByteOrder.nativeOrder());
        for (double element : tensor.toDoubles()) {
            if (bytes == Double.BYTES) {
                buffer.putDouble(element);
            } else {
                buffer.putFloat((float) element);
            }
        }
        return org.tensorflow.Tensor.of(type, shape(tensor), DataBuffers.of(buffer.array()));
    }

    private Operand<T> loss() {
        Operand<T> out = x;
        for (int i = 0; i < parameters.size(); i += 2) {
            out = tf.nn.biasAdd(tf.linalg.matMul(out, parameters.get(i)), parameters.get(i + 1));
            if (i + 2 < parameters.size()) {
                out = tf.math.tanh(out);
            }
        }
        Split<T> parts = tf.split(tf.constant(1), out, 3L);
        Operand<T> logits = parts.output().get(0);
        Operand<T> means = parts.output().get(1);
        Operand<T> variances = tf.math.add(tf.math.softplus(parts.output().get(2)), number(TrainingStep.FLOOR));
        Operand<T> scaled = tf.math.div(tf.math.square(tf.math.sub(y, means)), variances);
        Operand<T> energy = tf.math.add(scaled, tf.math.log(variances));
        Operand<T> joint = tf.math.sub(tf.nn.logSoftmax(logits), tf.math.mul(energy, number(0.5)));
        Operand<T> mean = tf.math.mean(logSumExp(joint), tf.constant(0), Mean.keepDims(false));
        return tf.math.sub(number(Task.HALF_LOG_2_PI), mean);
    }

    private Operand<T> logSumExp(Operand<T> a) {
        Operand<T> largest = tf.stopGradient(tf.max(a, tf.constant(1), org.tensorflow.op.core.Max.keepDims(true)));
        Operand<T> sum = tf.reduceSum(tf.math.exp(tf.math.sub(a, largest)), tf.constant(1));
        return tf.math.add(tf.math.log(sum), tf.squeeze(largest));
    }

    private Operand<T> number(double value) {
        return tf.constant(type, value);
    }

    @Override
    public double step() {
        Session.Runner runner = session.runner()
                .feed(x, xValue)
                .feed(y, yValue)
                .feed(rate, rateValue)
                .fetch(loss);
        updates.forEach(runner::addTarget);
        try (Result result = runner.run()) {
            return doubles(result.get(0))[0];
        }
    }

    @Override
    public List<double[]> parameters() {
        Session.Runner runner = session.runner();
        parameters.forEach(runner::fetch);
        try (Result result = runner.run()) {
            List<double[]> all = new ArrayList<>();
            result.forEach(entry -> all.add(doubles(entry.getValue())));
            return all;
        }
    }

    private static double[] doubles(org.tensorflow.Tensor tensor) {
        if (tensor instanceof TFloat64 values) {
            double[] all = new double[(int) values.size()];
            values.asRawTensor().data().asDoubles().read(all);
            return all;
        }
        float[] all = new float[(int) tensor.shape().size()];
        tensor.asRawTensor().data().asFloats().read(all);
        double[] widened = new double[all.length];
        Arrays.setAll(widened, i -> all[i]);
        return widened;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
        List.of(xValue, yValue, rateValue).forEach(org.tensorflow.Tensor::close);
    }
}
