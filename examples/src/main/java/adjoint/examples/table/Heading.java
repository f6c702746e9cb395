package adjoint.examples.table;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Whether the first line of a table of numbers names its columns although it holds nothing but numbers, such as years,
 * positions or wavelengths.
 */
final class Heading {
    /** Fewer rows show no difference between them and the first line. */
    private static final int LEAST_ROWS = 5;

    private static final int LEAST_STEPS = 3;

    /** At most this part of a column's numbers is whole where a whole number is of another kind. */
    private static final double WHOLE = 0.05;

    private Heading() {}

    /**
     * A first line is one of names if its numbers are all different and either each is of another kind or scale than its
     * column, or half of them are and all are whole numbers at equal steps. Numbers that are not whole have to rise as well.
     *
     * @param first its cells, all of them numbers, but that the first may be empty
     * @param rows those below
     */
    static boolean isOfNumbers(List<String> first, List<double[]> rows) {
        int from = first.get(0).isEmpty() ? 1 : 0;
        List<String> cells = first.subList(from, first.size());
        if (cells.size() < 2 || rows.size() < LEAST_ROWS || !cells.stream().allMatch(Sheet::isNumber)) {
            return false;
        }
        double[] names = cells.stream().mapToDouble(Double::parseDouble).toArray();
        boolean whole = cells.stream().allMatch(cell -> cell.matches("\\d++"));
        long different = IntStream.range(0, names.length)
                .filter(i -> isOfAnotherScale(names[i], rows, from + i) || whole && isOfAnotherKind(rows, from + i))
                .count();
        if (different == names.length) {
            return whole
                    ? DoubleStream.of(names).distinct().count() == names.length
                    : steps(names).allMatch(step -> step > 0);
        }
        double step = names[1] - names[0];
        return whole
                && step != 0
                && 2 * different >= names.length
                && names.length >= LEAST_STEPS
                && steps(names).allMatch(other -> other == step);
    }

    private static DoubleStream steps(double... names) {
        return IntStream.range(1, names.length).mapToDouble(i -> names[i] - names[i - 1]);
    }

    /** Farther from all the column's numbers than they are from each other. */
    private static boolean isOfAnotherScale(double name, List<double[]> rows, int column) {
        DoubleSummaryStatistics below = rows.stream()
                .mapToDouble(row -> row[column])
                .filter(Double::isFinite)
                .summaryStatistics();
        return Math.max(below.getMin() - name, name - below.getMax()) > below.getMax() - below.getMin();
    }

    private static boolean isOfAnotherKind(List<double[]> rows, int column) {
        long whole = rows.stream()
                .filter(row -> Math.rint(row[column]) == row[column])
                .count();
        return whole <= WHOLE * rows.size();
    }
}
