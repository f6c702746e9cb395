package adjoint.compile;

import adjoint.expr.Leaf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Puts instructions into an order: each after what it reads, and one that overwrites a shared variable after all that read
 * its old value. Among those that could run, an update goes first, since it needs no new memory, then the order of the
 * graph. Where two updates wait for each other (a swap), one of them is computed beside and copied at the end.
 */
final class Schedule {
    private final List<Instruction> instructions;
    private final Map<Instruction, List<Instruction>> followers = new IdentityHashMap<>();
    private final Map<Instruction, List<Instruction>> overwriters = new IdentityHashMap<>();
    private final Map<Instruction, Integer> waiting = new IdentityHashMap<>();
    private final Map<Instruction, Integer> held = new IdentityHashMap<>();
    private final PriorityQueue<Instruction> ready = new PriorityQueue<>(
            Comparator.comparing((Instruction i) -> !isUpdate(i)).thenComparingInt(i -> i.position));

    private Schedule(List<Instruction> instructions) {
        this.instructions = instructions;
    }

    static List<Instruction> of(List<Instruction> instructions) {
        for (int i = 0; i < instructions.size(); i++) {
            instructions.get(i).position = i;
        }
        Schedule schedule = new Schedule(instructions);
        schedule.connect();
        List<Instruction> order = schedule.run();
        for (int i = 0; i < order.size(); i++) {
            order.get(i).position = i;
        }
        return order;
    }

    private static boolean isUpdate(Instruction instruction) {
        return instruction.writes().stream().anyMatch(node -> node.target != null);
    }

    private void connect() {
        Map<Leaf.State, List<Instruction>> readers = new IdentityHashMap<>();
        for (Instruction instruction : instructions) {
            Set<Instruction> before = new LinkedHashSet<>();
            for (Node read : instruction.reads()) {
                if (read.by != null) {
                    before.add(read.by);
                } else if (read.op() instanceof Leaf.State state) {
                    readers.computeIfAbsent(state, s -> new ArrayList<>()).add(instruction);
                }
            }
            before.forEach(needed ->
                    followers.computeIfAbsent(needed, n -> new ArrayList<>()).add(instruction));
            waiting.put(instruction, before.size());
        }
        for (Instruction instruction : instructions) {
            for (Node node : instruction.writes()) {
                if (node.target != null) {
                    hold(instruction, readers.getOrDefault(node.target, List.of()));
                }
            }
        }
    }

    private void hold(Instruction updater, List<Instruction> readers) {
        for (Instruction reader : readers) {
            if (reader != updater) {
                overwriters.computeIfAbsent(reader, r -> new ArrayList<>()).add(updater);
                held.merge(updater, 1, Integer::sum);
            }
        }
    }

    private List<Instruction> run() {
        List<Instruction> order = new ArrayList<>(instructions.size());
        instructions.forEach(this::offer);
        while (order.size() < instructions.size()) {
            Instruction next = ready.poll();
            if (next == null) {
                release();
                continue;
            }
            waiting.put(next, -1);
            order.add(next);
            for (Instruction follower : followers.getOrDefault(next, List.of())) {
                waiting.merge(follower, -1, Integer::sum);
                offer(follower);
            }
            for (Instruction updater : overwriters.getOrDefault(next, List.of())) {
                held.merge(updater, -1, Integer::sum);
                offer(updater);
            }
        }
        return order;
    }

    private void offer(Instruction instruction) {
        if (waiting.get(instruction) == 0 && held.getOrDefault(instruction, 0) == 0) {
            ready.add(instruction);
        }
    }

    /** Lets the first update that only waits for readers of old values go, with an array of its own. */
    private void release() {
        Instruction updater = instructions.stream()
                .filter(i -> waiting.get(i) == 0)
                .findFirst()
                .orElseThrow();
        updater.writes().forEach(node -> node.target = null);
        held.put(updater, Integer.MIN_VALUE / 2);
        ready.add(updater);
    }
}
