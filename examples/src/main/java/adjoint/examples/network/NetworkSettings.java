package adjoint.examples.network;

import adjoint.examples.io.DataException;
import adjoint.tensor.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How networks are built and trained, checked as a whole.
 *
 * @param model which networks to train
 * @param components components of the mixture, K; one mixture density network is trained for each
 * @param hidden width of each hidden layer, from the input on
 * @param epochs passes over the training examples
 * @param batch examples in a mini-batch
 * @param optimiser how the parameters follow the gradient
 * @param rate learning rate of the first epochs
 * @param annealAfter epochs at the full rate, after which it falls linearly to 0 at the end of training
 * @param floor added to every variance of a mixture, on the standardised scale
 * @param parts into which the training sequences are cut, each to be held out of one more network, which it chooses the training of; 0
 *     for no such trainings
 * @param seed for initial weights, shuffling and generation
 * @param dtype element type of the arithmetic
 */
public record NetworkSettings(
        Model model,
        List<Integer> components,
        List<Integer> hidden,
        int epochs,
        int batch,
        Descent optimiser,
        double rate,
        int annealAfter,
        double floor,
        int parts,
        long seed,
        DType dtype) {
    public NetworkSettings {
        components = List.copyOf(components);
        hidden = List.copyOf(hidden);
        components.forEach(count -> requirePositive("--components", count));
        if (components.isEmpty() || components.stream().distinct().count() < components.size()) {
            throw new DataException("--components is " + components + ", but must be different numbers; drop repeats");
        }
        requirePositive("--epochs", epochs);
        requirePositive("--batch", batch);
        hidden.forEach(width -> requirePositive("--hidden", width));
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new DataException("--rate is " + rate + ", but must be a number above 0; try 0.001");
        }
        if (!(floor >= 0 && floor < Double.POSITIVE_INFINITY)) {
            throw new DataException("--floor is " + floor + ", but must be a number from 0 on; try 0.0001");
        }
        if (parts < 0 || parts == 1) {
            throw new DataException(
                    "--parts is " + parts + ", but must be 0 or at least 2: one to hold out, one to train on");
        }
        if (!dtype.isFloat()) {
            throw new DataException("--dtype is " + dtype + ", but gradients need float64 or float32");
        }
        if (annealAfter < 0 || annealAfter > epochs) {
            throw new DataException("--anneal-after is " + annealAfter
                    + ", but must lie between 0 and --epochs, which is " + epochs + "; lower it or raise --epochs");
        }
    }

    /** Refuses an option's value below 1. */
    public static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new DataException(option + " is " + value + ", but must be at least 1");
        }
    }

    /** Refuses networks of so many inputs that would not fit into memory. */
    public void requireRoom(int inputs) {
        components.forEach(count -> NetworkSize.require(inputs, hidden, count, dtype));
    }

    /** Names as on the command line, with plain values, for reports and files. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("model", model.toString());
        map.put("components", components);
        map.put("hidden", hidden);
        map.put("epochs", epochs);
        map.put("batch", batch);
        map.put("optimiser", optimiser.toString());
        map.put("rate", rate);
        map.put("anneal-after", annealAfter);
        map.put("floor", floor);
        map.put("parts", parts);
        map.put("seed", seed);
        map.put("dtype", dtype.toString());
        return map;
    }
}
