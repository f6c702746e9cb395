package adjoint.benchmarks.peers;

import adjoint.benchmarks.TrainingStep;
import adjoint.mdn.model.DensityModel;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What every peer is to do: a mixture density network of tanh layers and K components with one target, on one batch.
 *
 * @param x of shape [batch, inputs]
 * @param y of shape [batch, 1]
 * @param parameters weights of shape [inputs, outputs] and bias of shape [outputs] of each layer in turn; the last layer's
 *     columns are K logits of the weights, K means, and K numbers of which softplus makes variances
 * @param rate of gradient descent
 */
record Task(DType dtype, int threads, Tensor x, Tensor y, List<Tensor> parameters, double rate) {
    static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

    /** The task of the model with its initial parameters, on random data. */
    static Task of(DensityModel model, int batch, int threads, double rate) {
        DType dtype = model.loss().dtype();
        Tensor x = Tensor.zeros(dtype, batch, model.architecture().inputs());
        Tensor y = Tensor.zeros(dtype, batch, 1);
        SplittableRandom random = new SplittableRandom(7);
        TrainingStep.fill(x, random);
        TrainingStep.fill(y, random);
        List<Tensor> parameters =
                model.parameters().stream().map(shared -> shared.get()).toList();
        return new Task(dtype, threads, x, y, parameters, rate);
    }
}
