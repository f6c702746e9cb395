package adjoint.inspect;

import adjoint.compile.BoundPlan;
import adjoint.compile.Plan;
import adjoint.compile.Step;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** A plan in time: its instructions, and which array holds which value from when to when. */
final class TimelineMaker {
    private static final int MOST_INSTRUCTIONS = 2_000;
    private static final int LONGEST_LABEL = 400;

    private final List<Step> steps;
    private final Map<Object, Held> arrays = new IdentityHashMap<>();
    private final List<Held> order = new ArrayList<>();

    /** An array and the lives of the values in it. */
    private static final class Held {
        final String dtype;
        final long bytes;
        final Map<Object, int[]> lives = new LinkedHashMap<>();
        final Map<Object, String> names = new IdentityHashMap<>();

        Held(String dtype, long bytes) {
            this.dtype = dtype;
            this.bytes = bytes;
        }

        PageData.Buffer data(int number) {
            return new PageData.Buffer(
                    "array " + number + ", " + dtype,
                    bytes,
                    lives.entrySet().stream()
                            .map(life ->
                                    new PageData.Life(names.get(life.getKey()), life.getValue()[0], life.getValue()[1]))
                            .toList());
        }
    }

    private TimelineMaker(BoundPlan bound) {
        this.steps = bound.steps();
        for (int i = 0; i < Math.min(steps.size(), MOST_INSTRUCTIONS); i++) {
            for (Step.Value value : steps.get(i).results()) {
                Object array = value.tensor().array();
                Held held = arrays.get(array);
                if (held == null) {
                    held = new Held(
                            value.expr().dtype().toString(),
                            (long) value.tensor().size() * value.expr().dtype().bytes());
                    arrays.put(array, held);
                    order.add(held);
                }
                held.lives.put(value.id(), new int[] {i, steps.get(i).isFinal(value) ? steps.size() : i});
                held.names.put(
                        value.id(), value.expr().name() != null ? value.expr().name() : value.name());
            }
            for (Step.Value value : steps.get(i).operands()) {
                Held held = arrays.get(value.tensor().array());
                int[] life = held == null ? null : held.lives.get(value.id());
                if (life != null) {
                    life[1] = Math.max(life[1], i);
                }
            }
        }
    }

    /**
     * A plan in time.
     *
     * @param sizes numbers for all named sizes
     * @param micros the measured time of an instruction by its number, or null
     */
    static PageData.Timeline of(
            Plan plan,
            String memory,
            String text,
            Map<String, Integer> sizes,
            IntToDoubleFunction micros,
            Lines lines) {
        TimelineMaker maker = new TimelineMaker(plan.bind(sizes));
        List<PageData.Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < Math.min(maker.steps.size(), MOST_INSTRUCTIONS); i++) {
            Step step = maker.steps.get(i);
            String words = step.toString();
            instructions.add(new PageData.Instruction(
                    words.length() <= LONGEST_LABEL ? words : words.substring(0, LONGEST_LABEL) + " ...",
                    step.results().isEmpty()
                            ? null
                            : lines.number(step.results().get(0).expr().site()),
                    step.flops(),
                    step.bytes(),
                    micros == null ? null : micros.applyAsDouble(i)));
        }
        List<PageData.Buffer> buffers = new ArrayList<>();
        maker.order.forEach(held -> buffers.add(held.data(buffers.size() + 1)));
        String told = maker.steps.size() <= MOST_INSTRUCTIONS
                ? ""
                : " Of " + maker.steps.size() + " instructions the first " + MOST_INSTRUCTIONS + " are drawn.";
        String note = (sizes.isEmpty() ? "" : "Drawn for " + new Data(Map.of(), sizes).words() + ".") + told;
        return new PageData.Timeline(memory, text, instructions, buffers, note);
    }
}
