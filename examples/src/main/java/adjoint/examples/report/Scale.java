package adjoint.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One axis of a chart: which numbers lie on which pixels.
 *
 * @param low number at pixel {@code from}
 * @param high number at pixel {@code to}, above {@code low}
 * @param log whether equal ratios, not differences, have equal lengths
 */
record Scale(double low, double high, boolean log, double from, double to) {
    private static final int TICKS = 6;

    /** A scale that just holds the values which it can show; a single value gets some room around it. */
    static Scale fitting(DoubleStream values, boolean log, double from, double to) {
        double[] shown = values.filter(v -> isShown(v, log)).toArray();
        double low = DoubleStream.of(shown).min().orElse(log ? 1 : 0);
        double high = DoubleStream.of(shown).max().orElse(log ? 10 : 1);
        if (low == high) {
            double room = low == 0 ? 1 : Math.abs(low) / 2;
            return new Scale(low - room, high + room, log, from, to);
        }
        return new Scale(low, high, log, from, to);
    }

    /** The scale widened to the nearest ticks outside. */
    Scale rounded() {
        if (log) {
            return new Scale(decade(Math.floor(Math.log10(low))), decade(Math.ceil(Math.log10(high))), true, from, to);
        }
        double step = step();
        return new Scale(Math.floor(low / step) * step, Math.ceil(high / step) * step, false, from, to);
    }

    private static double decade(double exponent) {
        return Math.pow(10, exponent);
    }

    boolean shows(double value) {
        return isShown(value, log);
    }

    private static boolean isShown(double value, boolean log) {
        return Double.isFinite(value) && (!log || value > 0);
    }

    double pixel(double value) {
        double part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return from + part * (to - from);
    }

    /** Round numbers within the scale: 1, 2 or 5 times a power of ten apart, or powers of ten. */
    List<Double> ticks() {
        if (log && high / low >= 10) {
            return decades();
        }
        List<Double> ticks = new ArrayList<>();
        double step = step();
        double slack = step * 1e-9;
        for (double i = Math.ceil((low - slack) / step); i * step <= high + slack; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> decades() {
        List<Double> ticks = new ArrayList<>();
        double first = Math.ceil(Math.log10(low) - 1e-9);
        double last = Math.floor(Math.log10(high) + 1e-9);
        double every = Math.ceil((last - first + 1) / (2 * TICKS));
        for (double exponent = first; exponent <= last; exponent += every) {
            ticks.add(decade(exponent));
        }
        return ticks;
    }

    private double step() {
        double rough = (high - low) / TICKS;
        double power = decade(Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }
}
