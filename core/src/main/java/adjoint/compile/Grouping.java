package adjoint.compile;

import adjoint.expr.Leaf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which nodes are computed together.
 *
 * <p>Elementwise nodes of one shape are fused where no instruction must run in between. Each node gets a level, the number
 * of instructions on the longest way to it; connected nodes of equal shape and level form a group. A path that leaves a
 * group through another instruction reaches a higher level and so cannot come back: groups never wait for each other.
 * Afterwards a node that is read by a single group moves into it, so that its value is never stored.
 */
final class Grouping {
    private final List<Node> nodes;

    /** By node number: the level of the instruction that computes a node, and that at which its value can be used. */
    private final int[] level;

    private final int[] available;

    /** By node number: the representative of its group, or itself. */
    private final int[] group;

    private Grouping(List<Node> nodes) {
        this.nodes = nodes;
        this.level = new int[nodes.size()];
        this.available = new int[nodes.size()];
        this.group = new int[nodes.size()];
    }

    /**
     * The instructions that compute all nodes, in an order of the graph.
     *
     * @param separate whether every node gets an instruction of its own
     */
    static List<Instruction> of(List<Node> nodes, boolean separate) {
        StridedOperand.absorb(nodes);
        List<Instruction> instructions = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0 && !separate; i--) {
            Product product = nodes.get(i).by == null ? Product.match(nodes.get(i)) : null;
            if (product != null) {
                instructions.add(product);
            }
        }
        Grouping grouping = new Grouping(nodes);
        if (separate) {
            nodes.forEach(node -> grouping.group[node.id] = node.id);
        } else {
            grouping.join();
            grouping.sink();
        }
        grouping.collect(instructions);
        instructions.sort(Comparator.comparingInt(Grouping::place));
        return instructions;
    }

    /** Where an instruction would stand if it ran as soon as the last of its nodes is reached. */
    private static int place(Instruction instruction) {
        int place = 0;
        for (Node node : instruction.writes()) {
            place = Math.max(place, node.id);
        }
        return place;
    }

    private boolean isFusible(Node node) {
        return node.isElementwise() && node.by == null;
    }

    private boolean canJoin(Node node, Node input) {
        return isFusible(node) && isFusible(input) && input.sameShape(node);
    }

    private void join() {
        for (Node node : nodes) {
            group[node.id] = node.id;
            int at = 0;
            for (Node input : node.in) {
                at = Math.max(at, canJoin(node, input) ? level[input.id] : available[input.id]);
            }
            level[node.id] = at;
            available[node.id] = at + (node.isLeaf() || node.isAlias() || node.absorbed ? 0 : 1);
            for (Node input : node.in) {
                if (canJoin(node, input) && level[input.id] == at) {
                    group[find(input.id)] = find(node.id);
                }
            }
        }
        for (Node node : nodes) {
            group[node.id] = find(node.id);
        }
    }

    private int find(int id) {
        while (group[id] != id) {
            group[id] = group[group[id]];
            id = group[id];
        }
        return id;
    }

    private void sink() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (!isFusible(node) || node.root || node.users.isEmpty()) {
                continue;
            }
            int only = group[node.users.get(0).id];
            if (isReadOnlyBy(only, node)) {
                group[i] = only;
            }
        }
    }

    private boolean isReadOnlyBy(int only, Node node) {
        for (Node user : node.users) {
            if (!canJoin(user, node) || group[user.id] != only) {
                return false;
            }
        }
        return true;
    }

    private void collect(List<Instruction> instructions) {
        Map<Integer, List<Node>> members = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (isFusible(node)) {
                members.computeIfAbsent(group[node.id], id -> new ArrayList<>()).add(node);
            } else if (node.by == null && !node.isLeaf() && !node.isAlias() && !node.absorbed) {
                node.by = new Instruction.Call(node);
                instructions.add(node.by);
            }
        }
        members.values().forEach(list -> instructions.add(new Fused(list)));
    }

    /** Whether an instruction gives the same at every run: it reads nothing but constants and sizes. */
    static boolean isInvariant(Instruction instruction) {
        return instruction.reads().stream().allMatch(Grouping::isInvariant);
    }

    static boolean isInvariant(Node storage) {
        return storage.by != null
                ? storage.by.invariant
                : storage.op() instanceof Leaf.Constant || storage.op() instanceof Leaf.OfSizes;
    }
}
