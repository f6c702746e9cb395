package adjoint.benchmarks;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;

import adjoint.compile.BoundPlan;
import adjoint.expr.Expr;
import adjoint.mdn.layer.Activation;
import adjoint.mdn.layer.Architecture;
import adjoint.mdn.mixture.Covariance;
import adjoint.mdn.model.DensityModel;
import adjoint.mdn.model.GaussianMlp;
import adjoint.mdn.model.Head;
import adjoint.mdn.model.MixtureDensityNetwork;
import adjoint.mdn.optimise.Sgd;
import adjoint.run.CompiledFunction;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/** One step of gradient descent on a network of tanh units, with random data to run it on. */
public final class TrainingStep {
    /** Added to every variance of a mixture. */
    public static final double FLOOR = 1e-4;

    /** Of a mixture, K. */
    public static final int COMPONENTS = 3;

    private TrainingStep() {}

    /** A mixture density network. */
    public static DensityModel mdn(DType dtype, int inputs, List<Integer> hidden) {
        return new MixtureDensityNetwork(
                new Architecture(inputs, hidden, 1, Activation.TANH, dtype),
                new Head(COMPONENTS, Covariance.ISOTROPIC, FLOOR),
                1);
    }

    /** A perceptron with one linear output. */
    static DensityModel mlp(DType dtype, int inputs, List<Integer> hidden) {
        return new GaussianMlp(new Architecture(inputs, hidden, 1, Activation.TANH, dtype), 1);
    }

    /** Loss, gradient and update of all parameters. */
    static CompiledFunction compile(DensityModel model) {
        Expr rate = input("rate", model.loss().dtype());
        List<Expr> gradients = grad(model.loss(), model.parameters()).all();
        return function(model.input(), model.target(), rate)
                .returning(model.loss())
                .updating(new Sgd().updates(model.parameters(), gradients, rate))
                .compile();
    }

    /** The step on random examples, at a rate too small to leave the initial weights. */
    public static BoundPlan bind(DensityModel model, int batch) {
        BoundPlan step = compile(model)
                .bind(new int[] {batch, model.architecture().inputs()}, new int[] {batch, 1}, new int[] {});
        SplittableRandom random = new SplittableRandom(7);
        fill(step.input(0), random);
        fill(step.input(1), random);
        step.input(2).set(0, 1e-6);
        return step;
    }

    /** Fills with numbers from -0.5 to 0.5. */
    public static void fill(Tensor values, SplittableRandom random) {
        for (int i = 0; i < values.size(); i++) {
            values.set(i, random.nextDouble() - 0.5);
        }
    }
}
