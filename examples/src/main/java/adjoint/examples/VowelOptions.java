package adjoint.examples;

import adjoint.examples.io.DataException;
import adjoint.tensor.DType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting of the vowel experiment, checked against the others.
 *
 * @param components components of the mixture, K
 * @param hidden width of each hidden layer, from the input on
 * @param epochs passes over the training examples
 * @param batch examples in a mini-batch
 * @param rate learning rate of the first epochs
 * @param annealAfter epochs at the full rate, after which it falls linearly to 0 at the end of training
 * @param seed for initial weights, shuffling and generation
 * @param dtype element type of the arithmetic, float64 or float32
 * @param phone label of the phone that is modelled
 * @param frame samples from which the next one is predicted
 * @param trainSequences segments of the phone to train on
 * @param validSequences segments of the phone to validate on
 * @param model which networks to train
 * @param out folder that takes the results
 * @param data folder with recordings and labels; without it, the built-in voice
 */
record VowelOptions(
        int components,
        List<Integer> hidden,
        int epochs,
        int batch,
        double rate,
        int annealAfter,
        long seed,
        DType dtype,
        String phone,
        int frame,
        int trainSequences,
        int validSequences,
        Model model,
        Path out,
        Optional<Path> data) {

    /** Which networks to train: the multilayer perceptron, the mixture density network, or one after the other. */
    enum Model {
        MLP,
        MDN,
        BOTH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    VowelOptions {
        hidden = List.copyOf(hidden);
        requirePositive("--components", components);
        requirePositive("--epochs", epochs);
        requirePositive("--batch", batch);
        requirePositive("--frame", frame);
        requirePositive("--train-sequences", trainSequences);
        requirePositive("--valid-sequences", validSequences);
        hidden.forEach(width -> requirePositive("--hidden", width));
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new DataException("--rate is " + rate + ", but must be a number above 0; try 0.001");
        }
        if (!dtype.isFloat()) {
            throw new DataException("--dtype is " + dtype + ", but gradients need float64 or float32");
        }
        if (annealAfter < 0 || annealAfter > epochs) {
            throw new DataException("--anneal-after is " + annealAfter
                    + ", but must lie between 0 and --epochs, which is " + epochs + "; lower it or raise --epochs");
        }
        if (data.isPresent() && samePlace(data.get(), out)) {
            throw new DataException(
                    "--out and --data both name " + out + "; choose an --out apart from the recordings");
        }
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new DataException(option + " is " + value + ", but must be at least 1");
        }
    }

    private static boolean samePlace(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    /** Names as on the command line, with plain values, for reports and files. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("components", components);
        map.put("hidden", hidden);
        map.put("epochs", epochs);
        map.put("batch", batch);
        map.put("rate", rate);
        map.put("anneal-after", annealAfter);
        map.put("seed", seed);
        map.put("dtype", dtype.toString());
        map.put("phone", phone);
        map.put("frame", frame);
        map.put("train-sequences", trainSequences);
        map.put("valid-sequences", validSequences);
        map.put("model", model.toString());
        map.put("out", out.toString());
        map.put("data", data.map(Path::toString).orElse("built-in voice"));
        return map;
    }
}
