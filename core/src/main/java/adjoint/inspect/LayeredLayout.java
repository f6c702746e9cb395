package adjoint.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places for the boxes of an acyclic graph: in layers, inputs above their users, with few crossings and with edges as
 * straight as may be (Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures,
 * 1981). An edge that spans several layers has a narrow place in each layer between.
 */
final class LayeredLayout {
    private static final int ORDER_SWEEPS = 12;
    private static final int PLACE_SWEEPS = 8;
    private static final double BEND_WIDTH = 6;

    private final int boxes;
    private final double gap;
    private final List<Double> widths = new ArrayList<>();
    private final List<Integer> layerOf = new ArrayList<>();
    private final List<List<Integer>> above = new ArrayList<>();
    private final List<List<Integer>> below = new ArrayList<>();
    private final List<List<Integer>> layers = new ArrayList<>();
    private final int[][][] bends;
    private double[] x;

    /**
     * @param widths of the boxes, in pixels
     * @param ranks layer of each box, above those of its users
     * @param inputs boxes each box uses
     * @param gap least distance of boxes in a layer, in pixels
     */
    LayeredLayout(double[] widths, int[] ranks, int[][] inputs, double gap) {
        this.boxes = widths.length;
        this.gap = gap;
        for (int i = 0; i < boxes; i++) {
            add(widths[i], ranks[i]);
        }
        bends = new int[boxes][][];
        for (int i = 0; i < boxes; i++) {
            bends[i] = new int[inputs[i].length][];
            for (int k = 0; k < inputs[i].length; k++) {
                bends[i][k] = connect(inputs[i][k], i);
            }
        }
        order();
        place();
    }

    /**
     * The layers of a graph whose boxes come after their inputs: each as high as its inputs allow, but what has at most
     * one input just above its users.
     */
    static int[] ranks(int[][] inputs) {
        int[] ranks = new int[inputs.length];
        int[] highestUser = new int[inputs.length];
        Arrays.fill(highestUser, Integer.MAX_VALUE);
        for (int i = 0; i < inputs.length; i++) {
            for (int input : inputs[i]) {
                ranks[i] = Math.max(ranks[i], ranks[input] + 1);
            }
        }
        for (int i = inputs.length - 1; i >= 0; i--) {
            if (inputs[i].length <= 1 && highestUser[i] < Integer.MAX_VALUE) {
                ranks[i] = highestUser[i] - 1;
            }
            for (int input : inputs[i]) {
                highestUser[input] = Math.min(highestUser[input], ranks[i]);
            }
        }
        return ranks;
    }

    private int add(double width, int layer) {
        int place = widths.size();
        widths.add(width);
        layerOf.add(layer);
        above.add(new ArrayList<>());
        below.add(new ArrayList<>());
        while (layers.size() <= layer) {
            layers.add(new ArrayList<>());
        }
        layers.get(layer).add(place);
        return place;
    }

    /** Joins two boxes, with a bend in each layer between; returns the bends. */
    private int[] connect(int from, int to) {
        int[] between = new int[layerOf.get(to) - layerOf.get(from) - 1];
        int last = from;
        for (int i = 0; i < between.length; i++) {
            between[i] = add(BEND_WIDTH, layerOf.get(from) + 1 + i);
            link(last, between[i]);
            last = between[i];
        }
        link(last, to);
        return between;
    }

    private void link(int upper, int lower) {
        below.get(upper).add(lower);
        above.get(lower).add(upper);
    }

    /** Sorts layers by the mean place of their neighbours, to and fro, and keeps the order with the fewest crossings. */
    private void order() {
        int[] position = new int[widths.size()];
        layers.forEach(layer -> number(layer, position));
        List<List<Integer>> best = copy();
        long fewest = crossings(position);
        for (int sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 1; i < layers.size(); i++) {
                List<Integer> layer = layers.get(down ? i : layers.size() - 1 - i);
                List<List<Integer>> neighbours = down ? above : below;
                double[] key = new double[widths.size()];
                layer.forEach(p -> key[p] = neighbours.get(p).stream()
                        .mapToInt(n -> position[n])
                        .average()
                        .orElse(position[p]));
                layer.sort(Comparator.comparingDouble(p -> key[p]));
                number(layer, position);
            }
            long crossings = crossings(position);
            if (crossings < fewest) {
                fewest = crossings;
                best = copy();
            }
        }
        layers.clear();
        layers.addAll(best);
    }

    private List<List<Integer>> copy() {
        return new ArrayList<>(layers.stream()
                .map(layer -> (List<Integer>) new ArrayList<>(layer))
                .toList());
    }

    private static void number(List<Integer> layer, int[] position) {
        for (int i = 0; i < layer.size(); i++) {
            position[layer.get(i)] = i;
        }
    }

    /** Pairs of edges between neighbouring layers that cross: inversions of the lower ends, the upper ends being sorted. */
    private long crossings(int[] position) {
        long crossings = 0;
        for (int i = 0; i + 1 < layers.size(); i++) {
            int[] counts = new int[layers.get(i + 1).size() + 1];
            int seen = 0;
            for (int upper : layers.get(i)) {
                int[] ends =
                        below.get(upper).stream().mapToInt(p -> position[p]).toArray();
                for (int end : ends) {
                    crossings += seen - upTo(counts, end + 1);
                }
                for (int end : ends) {
                    count(counts, end + 1);
                    seen++;
                }
            }
        }
        return crossings;
    }

    /** Fenwick tree: how many counted ends lie at or before a place, counted from 1. */
    private static int upTo(int[] counts, int at) {
        int sum = 0;
        for (int i = at; i > 0; i -= i & -i) {
            sum += counts[i];
        }
        return sum;
    }

    private static void count(int[] counts, int at) {
        for (int i = at; i < counts.length; i += i & -i) {
            counts[i]++;
        }
    }

    /** Moves places towards their neighbours, to and fro, as far as the others in the layer let them. */
    private void place() {
        x = new double[widths.size()];
        for (List<Integer> layer : layers) {
            double right = 0;
            for (int p : layer) {
                x[p] = right + widths.get(p) / 2;
                right += widths.get(p) + gap;
            }
            double middle = right / 2;
            layer.forEach(p -> x[p] -= middle);
        }
        for (int sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                settle(layers.get(down ? i : layers.size() - 1 - i), down ? above : below);
            }
        }
        double left = Double.MAX_VALUE;
        for (int p = 0; p < x.length; p++) {
            left = Math.min(left, x[p] - widths.get(p) / 2);
        }
        for (int p = 0; p < x.length; p++) {
            x[p] -= left;
        }
    }

    /** The places nearest to the wished ones, in least squares, that keep order and distance: isotonic regression. */
    private void settle(List<Integer> layer, List<List<Integer>> neighbours) {
        double[] offsets = new double[layer.size()];
        double[] mean = new double[layer.size()];
        double[] weight = new double[layer.size()];
        int[] length = new int[layer.size()];
        int blocks = 0;
        for (int i = 0; i < layer.size(); i++) {
            int p = layer.get(i);
            offsets[i] = i == 0 ? 0 : offsets[i - 1] + (widths.get(p) + widths.get(layer.get(i - 1))) / 2 + gap;
            List<Integer> near = neighbours.get(p);
            mean[blocks] = near.stream().mapToDouble(n -> x[n]).average().orElse(x[p]) - offsets[i];
            weight[blocks] = near.isEmpty() ? 0.1 : p >= boxes ? 4 : 1;
            length[blocks++] = 1;
            while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
                double total = weight[blocks - 2] + weight[blocks - 1];
                mean[blocks - 2] =
                        (mean[blocks - 2] * weight[blocks - 2] + mean[blocks - 1] * weight[blocks - 1]) / total;
                weight[blocks - 2] = total;
                length[blocks - 2] += length[--blocks];
            }
        }
        for (int block = 0, i = 0; block < blocks; block++) {
            for (int end = i + length[block]; i < end; i++) {
                x[layer.get(i)] = mean[block] + offsets[i];
            }
        }
    }

    /** The middle of a box, from the left edge of the whole. */
    double x(int box) {
        return x[box];
    }

    /** The middles of the bends of a box's edge from its k-th input, one in each layer between. */
    double[] bends(int box, int k) {
        return Arrays.stream(bends[box][k]).mapToDouble(p -> x[p]).toArray();
    }

    /** How many layers there are. */
    int height() {
        return layers.size();
    }

    /** The width of the whole. */
    double width() {
        double right = 0;
        for (int p = 0; p < x.length; p++) {
            right = Math.max(right, x[p] + widths.get(p) / 2);
        }
        return right;
    }
}
