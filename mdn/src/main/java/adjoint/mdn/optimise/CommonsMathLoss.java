package adjoint.mdn.optimise;

import static adjoint.Adjoint.function;
import static adjoint.Adjoint.grad;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.run.CompiledFunction;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.analysis.MultivariateVectorFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunctionGradient;

/**
 * Any loss as an objective for the optimisers of Commons Math, which see all parameters as one point: parameter after
 * parameter, each in row-major order. For whole-batch training of small models.
 */
public final class CommonsMathLoss {
    private final List<Shared> parameters;
    private final Tensor[] data;
    private final CompiledFunction compiled;

    /** Value and gradient at the point last asked for; a line search asks for both at the same points. */
    private double[] point;

    private double value;
    private double[] gradient;

    /**
     * @param loss a scalar
     * @param parameters what the optimiser moves
     * @param inputs of the loss
     * @param data a value for each input, the same throughout the optimisation
     */
    public CommonsMathLoss(Expr loss, List<Shared> parameters, List<Expr> inputs, Tensor... data) {
        this.parameters = List.copyOf(parameters);
        this.data = data.clone();
        List<Expr> outputs = new ArrayList<>(List.of(loss));
        outputs.addAll(grad(loss, parameters).all());
        this.compiled = function(inputs.toArray(Expr[]::new))
                .returning(outputs.toArray(Expr[]::new))
                .compile();
    }

    /** The loss as a function of the point. */
    public ObjectiveFunction objective() {
        MultivariateFunction function = at -> {
            evaluate(at);
            return value;
        };
        return new ObjectiveFunction(function);
    }

    /** The gradient of the loss as a function of the point. */
    public ObjectiveFunctionGradient gradient() {
        MultivariateVectorFunction function = at -> {
            evaluate(at);
            return gradient.clone();
        };
        return new ObjectiveFunctionGradient(function);
    }

    /** The parameters' present values as a start. */
    public InitialGuess start() {
        return new InitialGuess(parameters.stream()
                .flatMapToDouble(parameter -> Arrays.stream(parameter.get().toDoubles()))
                .toArray());
    }

    /** Gives the parameters the values of a point, such as the optimum found. */
    public void assign(double[] at) {
        int from = 0;
        for (Shared parameter : parameters) {
            Tensor values = parameter.get();
            if (at.length < from + values.size()) {
                throw new IllegalArgumentException(
                        "a point of " + at.length + " numbers is too short for the parameters " + parameters);
            }
            for (int i = 0; i < values.size(); i++) {
                values.set(i, at[from + i]);
            }
            parameter.set(values);
            from += values.size();
        }
        if (from != at.length) {
            throw new IllegalArgumentException(
                    "a point of " + at.length + " numbers does not fit the parameters, which have " + from);
        }
    }

    private void evaluate(double[] at) {
        if (Arrays.equals(at, point)) {
            return;
        }
        assign(at);
        List<Tensor> results = compiled.callAll(data);
        value = results.get(0).scalar();
        gradient = results.subList(1, results.size()).stream()
                .flatMapToDouble(part -> Arrays.stream(part.toDoubles()))
                .toArray();
        point = at.clone();
    }
}
