package adjoint.examples.findings;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.function.ToDoubleFunction;

/** The figures of a model's result. */
final class Figures {
    /** The negative log-likelihood of a normal distribution of variance 1 and of the data's own mean and variance. */
    private static final double NATS_OF_UNIT_VARIANCE = 0.5 * Math.log(2 * Math.PI * Math.E);

    static final ToDoubleFunction<JsonObject> NLL = figure("nll");
    static final ToDoubleFunction<JsonObject> OF_DRAW = figure("mseOfDraw");
    static final ToDoubleFunction<JsonObject> OF_MEAN = figure("mseOfMean");
    static final ToDoubleFunction<JsonObject> OF_MODE = figure("mseOfMode");
    static final ToDoubleFunction<JsonObject> VARIANCE = figure("predictedVariance");
    static final ToDoubleFunction<JsonObject> CRPS = figure("crps");

    /** What one draw's squared error is expected to be. */
    static final ToDoubleFunction<JsonObject> SUM =
            result -> OF_MEAN.applyAsDouble(result) + VARIANCE.applyAsDouble(result);

    /** The lowest NLL that a normal distribution of one variance about the predicted means can have. */
    static final ToDoubleFunction<JsonObject> NLL_OF_SCORED_VARIANCE = result -> nll(OF_MEAN.applyAsDouble(result));

    private Figures() {}

    static ToDoubleFunction<JsonObject> figure(String name) {
        return result -> number(result, name);
    }

    /** Entry {@code i} of a list of figures. */
    static ToDoubleFunction<JsonObject> figure(String name, int i) {
        return result -> result.getAsJsonArray(name).get(i).getAsDouble();
    }

    /** A number, or NaN where JSON could not hold it or does not have it. */
    static double number(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? Double.NaN : value.getAsDouble();
    }

    /** {@code 0.5 ln(2 pi e mse)}: the NLL of residuals under the normal distribution of their own mean square. */
    static double nll(double mse) {
        return NATS_OF_UNIT_VARIANCE + 0.5 * Math.log(mse);
    }

    /** The mean square of residuals that have this NLL. */
    static double mse(double nll) {
        return Math.exp(2 * (nll - NATS_OF_UNIT_VARIANCE));
    }
}
