package adjoint.inspect;

import adjoint.exact.Exact;
import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.tensor.DType;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The bits of error of every node of some graphs, on one batch; made by {@link Precision}. */
public final class PrecisionProfile {
    /** Rounding alone makes up to one bit. */
    private static final double ROUNDING = 1.5;

    private static final int SHOWN = 20;
    private static final int LONGEST_TEXT = 60;

    private final List<Row> rows;

    PrecisionProfile(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * One node.
     *
     * @param node of the rewritten graph
     * @param forward whether the value depends on it, not only the gradient
     * @param bits of error of its value, where they are most: from 0 to 64 in float64, to 32 in float32
     * @param local the bits that its op loses on exact inputs, rounded
     * @param inherited the bits of error of its worst input
     * @param element the place where the bits are most, in row-major order
     * @param value there, as computed
     * @param exact there
     * @param note the rule that made the node, or what would make it safe; empty where there is nothing to say
     */
    public record Row(
            Expr node,
            boolean forward,
            double bits,
            double local,
            double inherited,
            int element,
            double value,
            Exact exact,
            String note) {}

    /** Every node but inputs, in the order of evaluation. */
    public List<Row> rows() {
        return rows;
    }

    /** The nodes that lose more than rounding does, those that lose most by themselves first. */
    public List<Row> culprits() {
        return rows.stream()
                .filter(row -> row.local() > ROUNDING)
                .sorted(Comparator.comparingDouble(Row::local).reversed())
                .toList();
    }

    /** The node with the most bits of error; among equals the one that loses most by itself. */
    public Row worst() {
        return rows.stream()
                .max(Comparator.comparingDouble(Row::bits).thenComparingDouble(Row::local))
                .orElseThrow(() -> new IllegalStateException("no node is computed from others"));
    }

    /**
     * The bits of error of a value: the binary logarithm of 1 plus the number of floats of its type from it to the exact one.
     * NaN and infinity are all bits away from any other number.
     */
    static double bits(double value, Exact exact, DType dtype) {
        double wanted = dtype.round(exact.toDouble());
        if (Double.isNaN(value) || Double.isNaN(wanted)) {
            return Double.isNaN(value) == Double.isNaN(wanted) ? 0 : all(dtype);
        }
        if (value == wanted) {
            return 0;
        }
        if (Double.isInfinite(value) || Double.isInfinite(wanted)) {
            return all(dtype);
        }
        double steps = dtype == DType.FLOAT32
                ? Math.abs((double) place((float) value) - place((float) wanted))
                : Math.abs((double) place(value) - (double) place(wanted));
        return Math.log1p(steps) / Math.log(2);
    }

    private static double all(DType dtype) {
        return dtype == DType.FLOAT32 ? 32 : 64;
    }

    /** The place of a number among all floats. */
    private static long place(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits < 0 ? Long.MIN_VALUE - bits : bits;
    }

    private static long place(float value) {
        int bits = Float.floatToIntBits(value);
        return bits < 0 ? (long) Integer.MIN_VALUE - bits : bits;
    }

    /** The culprits, or that there are none, and the worst value. */
    @Override
    public String toString() {
        List<Row> culprits = culprits();
        Row worst = worst();
        String head = String.format(
                Locale.ROOT,
                "%d nodes; the worst value has %.1f bits of error: %s is %s, exactly %s%n",
                rows.size(),
                worst.bits(),
                text(worst),
                Numbers.significant(worst.value(), 12),
                Numbers.significant(worst.exact().toDouble(), 12));
        if (culprits.isEmpty()) {
            return head + "no node loses more than rounding does\n";
        }
        TextTable table = new TextTable("bits", "lost here", "inherited", "at", "part", "node", "line", "note");
        culprits.stream()
                .limit(SHOWN)
                .forEach(row -> table.row(
                        number(row.bits()),
                        number(row.local()),
                        number(row.inherited()),
                        Integer.toString(row.element()),
                        row.forward() ? "value" : "gradient",
                        text(row),
                        row.node().site().line(),
                        row.note()));
        return head + table;
    }

    private static String number(double bits) {
        return String.format(Locale.ROOT, "%.1f", bits);
    }

    private static String text(Row row) {
        return Graph.text(row.node(), LONGEST_TEXT);
    }
}
