package adjoint.examples.rnade;

import java.util.List;

/**
 * One training.
 *
 * @param nll validation figure after each epoch that was completed
 * @param diverged whether training ended before its time, the loss or the validation figure being NaN or infinite
 */
record Run(Variant variant, double rate, long seed, List<Double> nll, boolean diverged) {
    Run {
        nll = List.copyOf(nll);
    }

    double last() {
        return nll.get(nll.size() - 1);
    }
}
