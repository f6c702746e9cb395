package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph as a bounded number of boxes. Small constants are left to the labels of their users. Where there are too many
 * nodes, runs of nodes become one box, then whole trees that only one node uses, and at last all that is farthest from
 * the results. Every box but that last one has a single node that others use, its head; so the boxes have no cycle.
 */
final class Folding {
    /**
     * One box: the nodes it stands for and the boxes they use.
     *
     * @param head the node whose value leaves the box; null for the box of all that is farthest away
     * @param nodes all nodes of the box, in the graph's order
     * @param inputs numbers of other boxes, all smaller than the box's own
     */
    record Box(Expr head, List<Expr> nodes, int[] inputs) {}

    /** How eagerly nodes join the box of their user. */
    private enum Eagerness {
        NEVER,
        RUNS,
        TREES
    }

    private static final int NOBODY = -1;
    private static final int SEVERAL = -2;

    private final List<Expr> nodes;
    private final int[][] inputs;
    private final boolean[] pinned;
    private final boolean[] hidden;
    /** The one node that uses a node, or that there is none or more than one. */
    private final int[] onlyUser;

    private Folding(List<Expr> nodes, Collection<? extends Expr> roots) {
        this.nodes = nodes;
        int count = nodes.size();
        inputs = new int[count][];
        pinned = new boolean[count];
        hidden = new boolean[count];
        onlyUser = new int[count];
        Arrays.fill(onlyUser, NOBODY);
        Map<Expr, Integer> numbers = new IdentityHashMap<>(count);
        for (int i = 0; i < count; i++) {
            Expr node = nodes.get(i);
            numbers.put(node, i);
            inputs[i] = node.inputs().stream().mapToInt(numbers::get).distinct().toArray();
            for (int input : inputs[i]) {
                onlyUser[input] = onlyUser[input] == NOBODY ? i : SEVERAL;
            }
            hidden[i] = isInLabel(node);
            pinned[i] = node.name() != null;
        }
        for (Expr root : roots) {
            pinned[numbers.get(root)] = true;
            hidden[numbers.get(root)] = false;
        }
    }

    /** At most {@code limit} boxes for a graph, in an order in which each comes after its inputs. */
    static List<Box> fold(List<Expr> nodes, Collection<? extends Expr> roots, int limit) {
        Folding folding = new Folding(nodes, roots);
        List<Box> boxes = List.of();
        for (Eagerness eagerness : Eagerness.values()) {
            boxes = folding.boxes(eagerness);
            if (boxes.size() <= limit) {
                return boxes;
            }
        }
        return foldFarthest(boxes, limit);
    }

    /** Whether a node is shown in the labels of its users and needs no box. */
    static boolean isInLabel(Expr node) {
        return node.op() instanceof Leaf && node.name() == null && node.type().isScalar();
    }

    private List<Box> boxes(Eagerness eagerness) {
        int[] head = new int[nodes.size()];
        for (int i = nodes.size() - 1; i >= 0; i--) {
            head[i] = joins(i, eagerness) ? head[onlyUser[i]] : i;
        }
        Map<Integer, List<Integer>> members = new HashMap<>();
        for (int i = 0; i < head.length; i++) {
            if (!hidden[i]) {
                members.computeIfAbsent(head[i], n -> new ArrayList<>()).add(i);
            }
        }
        int[] numbers = new int[nodes.size()];
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < head.length; i++) {
            if (members.containsKey(i)) {
                int box = i;
                int[] used = members.get(i).stream()
                        .flatMapToInt(member -> Arrays.stream(inputs[member]))
                        .filter(input -> !hidden[input] && head[input] != box)
                        .map(input -> numbers[head[input]])
                        .distinct()
                        .toArray();
                numbers[i] = boxes.size();
                boxes.add(new Box(
                        nodes.get(i), members.get(i).stream().map(nodes::get).toList(), used));
            }
        }
        return boxes;
    }

    private boolean joins(int node, Eagerness eagerness) {
        if (eagerness == Eagerness.NEVER || pinned[node] || onlyUser[node] < 0) {
            return false;
        }
        if (eagerness == Eagerness.TREES) {
            return true;
        }
        return inputs[node].length > 0
                && Arrays.stream(inputs[onlyUser[node]]).allMatch(input -> input == node || hidden[input]);
    }

    /** Keeps the boxes nearest to the results, counted along the longest way, and makes one box of all others. */
    private static List<Box> foldFarthest(List<Box> boxes, int limit) {
        int[] distance = new int[boxes.size()];
        for (int i = boxes.size() - 1; i >= 0; i--) {
            for (int input : boxes.get(i).inputs) {
                distance[input] = Math.max(distance[input], distance[i] + 1);
            }
        }
        Integer[] nearest = new Integer[boxes.size()];
        Arrays.setAll(nearest, i -> i);
        // An input is farther than its user, so whatever is cut off uses nothing that is kept.
        Arrays.sort(
                nearest, Comparator.<Integer>comparingInt(i -> distance[i]).thenComparing(Comparator.reverseOrder()));
        boolean[] kept = new boolean[boxes.size()];
        Arrays.stream(nearest).limit(limit - 1L).forEach(i -> kept[i] = true);

        List<Expr> rest = new ArrayList<>();
        List<Box> result = new ArrayList<>();
        result.add(new Box(null, rest, new int[0]));
        int[] numbers = new int[boxes.size()];
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            if (kept[i]) {
                numbers[i] = result.size();
                int[] inputs = Arrays.stream(box.inputs)
                        .map(input -> numbers[input])
                        .distinct()
                        .toArray();
                result.add(new Box(box.head, box.nodes, inputs));
            } else {
                rest.addAll(box.nodes);
            }
        }
        return result;
    }
}
