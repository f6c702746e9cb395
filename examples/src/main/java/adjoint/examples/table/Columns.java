package adjoint.examples.table;

import adjoint.examples.io.DataException;
import adjoint.mdn.train.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Which columns of a table are inputs and which are targets.
 *
 * @param features names of the inputs, in order
 * @param targets names of the targets, in order
 */
record Columns(List<String> features, List<String> targets) {
    private static final double LEAST_VARIANCE = 1e-200;
    private static final double MOST_VARIANCE = 1e200;

    Columns {
        features = List.copyOf(features);
        targets = List.copyOf(targets);
    }

    /**
     * Resolves what a user asked for.
     *
     * @param targets names or positions; none means the last column
     * @param features names or positions; none means all columns but the targets and a nameless one that numbers the rows
     * @param dropConstant whether features that never vary are left out instead of refused
     * @throws DataException if a column is unknown, named twice, holds what is no number, or never varies
     */
    static Columns choose(Sheet sheet, List<String> targets, List<String> features, boolean dropConstant) {
        List<Integer> outputs = positions(sheet, targets.isEmpty() ? List.of("-1") : targets, "--target");
        List<Integer> inputs = features.isEmpty()
                ? IntStream.range(sheet.hasIndex() ? 1 : 0, sheet.names().size())
                        .filter(i -> !outputs.contains(i))
                        .boxed()
                        .toList()
                : positions(sheet, features, "--features");
        inputs.stream().filter(outputs::contains).findFirst().ifPresent(both -> {
            throw new DataException(
                    sheet.source() + ": column '" + sheet.names().get(both)
                            + "' is a target and cannot be a feature as well; take it out of --features");
        });
        for (int column : outputs) {
            if (isConstant(sheet, column)) {
                throw new DataException(sheet.source() + ": " + constant(sheet, column) + "; a target needs to vary");
            }
        }
        List<Integer> varying =
                inputs.stream().filter(column -> !isConstant(sheet, column)).toList();
        if (varying.size() < inputs.size() && !dropConstant) {
            String constants = inputs.stream()
                    .filter(column -> !varying.contains(column))
                    .map(column -> constant(sheet, column))
                    .collect(Collectors.joining(", "));
            throw new DataException(sheet.source() + ": " + constants
                    + "; nothing can be learnt from that: add --drop-constant to leave such columns out");
        }
        if (varying.isEmpty()) {
            throw new DataException(sheet.source() + ": has no column left to predict '"
                    + sheet.names().get(outputs.get(0)) + "' from");
        }
        Stream.concat(varying.stream(), outputs.stream()).forEach(column -> requireScale(sheet, column));
        return new Columns(names(sheet, varying), names(sheet, outputs));
    }

    /** Refuses numbers whose squares are none. */
    private static void requireScale(Sheet sheet, int column) {
        double variance = StatUtils.populationVariance(Arrays.stream(sheet.numbers(List.of(column)))
                .mapToDouble(row -> row[0])
                .toArray());
        if (!(variance >= LEAST_VARIANCE && variance <= MOST_VARIANCE)) {
            throw new DataException(
                    sheet.source() + ": column '" + sheet.names().get(column) + "' has variance " + variance
                            + ", with which arithmetic over- or underflows; give it in another unit");
        }
    }

    private static boolean isConstant(Sheet sheet, int column) {
        double[][] values = sheet.numbers(List.of(column));
        return Arrays.stream(values).allMatch(row -> row[0] == values[0][0]);
    }

    private static String constant(Sheet sheet, int column) {
        return "column '" + sheet.names().get(column) + "' is " + sheet.numbers(List.of(column))[0][0]
                + " in every row";
    }

    private static List<String> names(Sheet sheet, List<Integer> positions) {
        return positions.stream().map(sheet.names()::get).toList();
    }

    private static List<Integer> positions(Sheet sheet, List<String> names, String option) {
        List<Integer> positions = names.stream().map(sheet::column).toList();
        if (positions.stream().distinct().count() < positions.size()) {
            throw new DataException(option + " names a column twice: " + String.join(",", names));
        }
        return positions;
    }

    /**
     * The features of every row of a table, which may be another one than that they were chosen in. A table without header
     * that has just as many columns as there are features is taken to hold nothing but them.
     */
    double[][] inputs(Sheet sheet) {
        boolean nothingElse = !sheet.hasHeader() && sheet.names().size() == features.size();
        return sheet.numbers((nothingElse ? sheet.names() : features)
                .stream().map(sheet::column).toList());
    }

    /** The targets of every row of a table. */
    double[][] outputs(Sheet sheet) {
        return sheet.numbers(targets.stream().map(sheet::column).toList());
    }

    /** Inputs with targets. */
    Table examples(Sheet sheet) {
        return new Table(inputs(sheet), outputs(sheet));
    }
}
