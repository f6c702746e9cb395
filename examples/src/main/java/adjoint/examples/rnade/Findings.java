package adjoint.examples.rnade;

import adjoint.examples.report.Chart;
import adjoint.inspect.Csv;
import adjoint.inspect.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the trainings have in common: means and spreads over the seeds, as a table, curves and two sentences. */
record Findings(List<Run> runs) {
    /** One variant at one rate. */
    private record Cell(Variant variant, double rate, List<Run> runs) {
        List<Run> finished() {
            return runs.stream().filter(run -> !run.diverged()).toList();
        }

        int diverged() {
            return runs.size() - finished().size();
        }

        /** Over the trainings that ended well; NaN where none did. */
        double mean() {
            return finished().stream().mapToDouble(Run::last).average().orElse(Double.NaN);
        }

        /** The standard deviation over the seeds; 0 for a single one. */
        double spread() {
            List<Run> finished = finished();
            double mean = mean();
            double sum = finished.stream()
                    .mapToDouble(run -> Math.pow(run.last() - mean, 2))
                    .sum();
            return finished.size() < 2 ? 0 : Math.sqrt(sum / (finished.size() - 1));
        }

        String figure() {
            return finished().isEmpty() ? "-" : shown(mean()) + " +- " + shown(spread());
        }
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private List<Double> rates() {
        return runs.stream().map(Run::rate).distinct().toList();
    }

    private Cell cell(Variant variant, double rate) {
        return new Cell(
                variant,
                rate,
                runs.stream()
                        .filter(run -> run.variant() == variant && run.rate() == rate)
                        .toList());
    }

    /** For each variant and rate the last validation figure, mean +- deviation over the seeds, and the NaN trainings. */
    String table() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-11s", "variant"));
        rates().forEach(rate -> text.append(String.format(Locale.ROOT, "  %19s %5s", "NLL at rate " + rate, "NaN")));
        for (Variant variant : Variant.values()) {
            text.append(String.format(Locale.ROOT, "%n%-11s", variant));
            for (double rate : rates()) {
                Cell cell = cell(variant, rate);
                text.append(String.format(
                        Locale.ROOT,
                        "  %19s %5s",
                        cell.figure(),
                        cell.diverged() + "/" + cell.runs().size()));
            }
        }
        return text.append(System.lineSeparator()).toString();
    }

    /** Two sentences: which variant is ahead at each rate and by how much, and who ends in NaN at which rate. */
    String sentences() {
        String leaders = rates().stream().map(this::leader).collect(Collectors.joining("; "));
        return "The lowest mean NLL is, " + leaders + ".\n" + divergences();
    }

    private String leader(double rate) {
        List<Cell> finished = Arrays.stream(Variant.values())
                .map(variant -> cell(variant, rate))
                .filter(cell -> !cell.finished().isEmpty())
                .sorted(Comparator.comparingDouble(Cell::mean))
                .toList();
        if (finished.isEmpty()) {
            return "at " + rate + ", nobody's, since no training ended with a finite one";
        }
        Cell best = finished.get(0);
        return "at " + rate + ", that of '" + best.variant() + "', " + best.figure() + " over "
                + best.finished().size() + " seeds" + comparison(best, cell(Variant.EXACT, rate));
    }

    private static String comparison(Cell best, Cell exact) {
        if (best.variant() == Variant.EXACT || exact.finished().isEmpty()) {
            return "";
        }
        double gain = exact.mean() - best.mean();
        double noise = Math.hypot(best.spread(), exact.spread());
        return " (" + shown(gain) + " nats ahead of the exact gradient, " + (gain > noise ? "more" : "less")
                + " than the spread of the difference, " + shown(noise) + ")";
    }

    private String divergences() {
        List<String> parts = new ArrayList<>();
        for (double rate : rates()) {
            for (Variant variant : Variant.values()) {
                Cell cell = cell(variant, rate);
                if (cell.diverged() > 0) {
                    parts.add(variant + " in " + cell.diverged() + " of "
                            + cell.runs().size() + " at " + rate);
                }
            }
        }
        return parts.isEmpty()
                ? "No training ended in NaN at any rate."
                : "Trainings ended in NaN or infinity: " + String.join(", ", parts) + ".";
    }

    /** Every epoch of every training. */
    String toCsv() {
        Csv csv = new Csv("variant", "rate", "seed", "epoch", "nll", "diverged");
        for (Run run : runs) {
            for (int epoch = 0; epoch < run.nll().size(); epoch++) {
                csv.row(
                        run.variant(),
                        run.rate(),
                        run.seed(),
                        epoch + 1,
                        run.nll().get(epoch),
                        run.diverged());
            }
            if (run.nll().isEmpty()) {
                csv.row(run.variant(), run.rate(), run.seed(), 1, null, run.diverged());
            }
        }
        return csv.toString();
    }

    /** The mean validation figure by epoch at a rate, of the trainings that ended well. */
    Chart curves(double rate) {
        Chart chart = new Chart(
                        "Validation NLL at a rate of " + Numbers.significant(rate, 3),
                        "One curve for each variant, the mean over the seeds whose training ended well.")
                .axes("epoch", "NLL in nats");
        for (Variant variant : Variant.values()) {
            List<Run> finished = cell(variant, rate).finished();
            if (!finished.isEmpty()) {
                int epochs = finished.get(0).nll().size();
                chart.line(
                        variant.toString(),
                        IntStream.rangeClosed(1, epochs).asDoubleStream().toArray(),
                        IntStream.range(0, epochs)
                                .mapToDouble(epoch -> finished.stream()
                                        .mapToDouble(run -> run.nll().get(epoch))
                                        .average()
                                        .orElseThrow())
                                .toArray());
            }
        }
        return chart;
    }
}
