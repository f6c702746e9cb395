package adjoint.run;

import adjoint.compile.BoundPlan;
import adjoint.compile.Step;
import adjoint.tensor.AdjointException;
import adjoint.tensor.ErrorCode;
import adjoint.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Watches a run for NaN and infinite values. Each value that is not finite remembers where that began: at the instruction
 * that made it of finite operands. Only a result counts, since what a {@code where} leaves out may be infinite.
 */
final class Guard implements BoundPlan.Watch {
    private final Map<Object, String> origins = new HashMap<>();

    @Override
    public void ran(Step step, long nanos) {
        String inherited = step.operands().stream()
                .map(operand -> origins.get(operand.id()))
                .filter(origin -> origin != null)
                .findFirst()
                .orElse(null);
        for (Step.Value result : step.results()) {
            origins.remove(result.id());
            if (isFinite(result.tensor())) {
                continue;
            }
            String origin = inherited != null ? inherited : describe(step, result);
            origins.put(result.id(), origin);
            if (step.isFinal(result)) {
                throw new AdjointException(
                        ErrorCode.NOT_FINITE,
                        "a result is not finite: " + summary(result) + ", returned or stored from "
                                + result.expr().site() + "\nit began with " + origin,
                        "");
            }
        }
    }

    private static String describe(Step step, Step.Value result) {
        return summary(result) + " = " + step.label() + "\n  made at "
                + result.expr().site() + "\n  of "
                + step.operands().stream().map(Guard::summary).collect(Collectors.joining("\n     "));
    }

    private static boolean isFinite(Tensor values) {
        return !values.dtype().isFloat() || count(values) == values.size();
    }

    private static int count(Tensor values) {
        int finite = 0;
        for (int i = 0; i < values.size(); i++) {
            finite += Double.isFinite(values.get(i)) ? 1 : 0;
        }
        return finite;
    }

    /** Name, type and range of a value, and how much of it is not finite. */
    private static String summary(Step.Value value) {
        Tensor values = value.tensor();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        int nan = 0;
        int infinite = 0;
        for (int i = 0; i < values.size(); i++) {
            double x = values.get(i);
            nan += Double.isNaN(x) ? 1 : 0;
            infinite += Double.isInfinite(x) ? 1 : 0;
            low = Double.isFinite(x) ? Math.min(low, x) : low;
            high = Double.isFinite(x) ? Math.max(high, x) : high;
        }
        return value.name() + ": " + values.type() + (low <= high ? " from " + low + " to " + high : "")
                + (nan > 0 ? ", " + nan + " NaN" : "") + (infinite > 0 ? ", " + infinite + " infinite" : "");
    }
}
