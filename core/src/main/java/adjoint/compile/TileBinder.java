package adjoint.compile;

import adjoint.expr.Elementwise;
import adjoint.expr.Loop;
import adjoint.expr.Strides;
import adjoint.kernel.Window;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Gives every value of a fused instruction an array, its own or a tile of scratch, and so makes its {@link Tiles}. */
final class TileBinder {
    /** Scratch of one instruction aims at this many bytes, half of a usual first-level cache. */
    private static final int CACHE = 24 << 10;

    /** Elements between what two threads write: they would slow each other down on a common cache line. */
    private static final int PADDING = 32;

    private static final int SMALLEST = 128;
    private static final int LARGEST = 1024;

    private final Fused fused;
    private final Buffers buffers;
    private final int[] dims;
    private final int size;

    /** The step after which a value is read no more. */
    private final Map<Node, Integer> lastUse = new IdentityHashMap<>();

    /** The step after which an array that is read in place is read no more. */
    private final Map<Object, Integer> readUntil = new IdentityHashMap<>();

    private final Map<Node, Window> windows = new IdentityHashMap<>();
    private final Map<Node, Object> arrays = new IdentityHashMap<>();
    private final Map<Object, DType> scratch = new IdentityHashMap<>();
    private final Map<DType, ArrayDeque<Object>> free = new EnumMap<>(DType.class);
    private final List<Tiles.Load> once = new ArrayList<>();
    private final List<Tiles.Load> loads = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    private final List<Tiles.Store> stores = new ArrayList<>();
    private int start;
    private int tile;
    private boolean direct;

    /** Code for all elements of a fused instruction. */
    static Runnable bind(Fused fused, Buffers buffers) {
        TileBinder binder = new TileBinder(fused, buffers);
        return binder.size == 0 ? () -> {} : binder.tiles(0, binder.size);
    }

    /** Code for the elements from one on up to another, exclusive, of which there is at least one. */
    static Runnable bind(Fused fused, Buffers buffers, int from, int to) {
        return new TileBinder(fused, buffers).tiles(from, to);
    }

    private TileBinder(Fused fused, Buffers buffers) {
        this.fused = fused;
        this.buffers = buffers;
        this.dims = fused.members().get(0).expr.shape().evaluate(buffers.sizes());
        this.size = Tensor.sizeOf(dims);
        fused.operands().forEach((operand, access) -> {
            Strides at = access.resolve(buffers.sizes(), dims);
            windows.put(operand, new Window(at.offset(), at.strides(), at.dims()));
        });
        for (int i = 0; i < fused.members().size(); i++) {
            for (Node input : fused.members().get(i).in) {
                lastUse.put(input, i);
            }
        }
    }

    private Tiles tiles(int from, int to) {
        start = from;
        tile = tileSize(to - from);
        direct = tile == size;
        fused.operands().forEach(this::place);
        for (int i = 0; i < fused.members().size(); i++) {
            add(i, fused.members().get(i));
        }
        return new Tiles(
                from,
                to,
                tile,
                once.toArray(Tiles.Load[]::new),
                loads.toArray(Tiles.Load[]::new),
                loops.toArray(Loop[]::new),
                stores.toArray(Tiles.Store[]::new));
    }

    /** One tile for a single op over whole arrays; else tiles that fit the cache, in whole periods of repeated rows. */
    private int tileSize(int length) {
        boolean whole = length == size && windows.values().stream().allMatch(Window::isWhole);
        if (whole && fused.members().size() == 1) {
            return size;
        }
        int values = Math.min(peak(), 64);
        int fitting = Math.max(SMALLEST, Math.min(LARGEST, CACHE / (8 * Math.max(1, values)) / 64 * 64));
        return length <= 2 * fitting ? length : inPeriods(fitting);
    }

    /** About the given size, but whole periods of operands that repeat: those are then loaded once. */
    private int inPeriods(int fitting) {
        int period = windows.values().stream()
                .mapToInt(Window::period)
                .filter(p -> p > 1 && p < size)
                .max()
                .orElse(1);
        return period <= fitting ? fitting / period * period : period <= 2 * fitting ? period : fitting;
    }

    /** How many values live at once, operands included. */
    private int peak() {
        int[] ends = new int[fused.members().size() + 1];
        lastUse.values().forEach(step -> ends[step]++);
        int live = fused.operands().size();
        int peak = live;
        for (int i = 0; i < fused.members().size(); i++) {
            peak = Math.max(peak, ++live);
            live -= ends[i];
        }
        return peak;
    }

    /** An operand is read in place where that is possible, and else copied tile by tile or once for all tiles. */
    private void place(Node operand, StridedOperand access) {
        Window window = windows.get(operand);
        Object source = buffers.tensor(access.storage()).array();
        if (direct && window.isWhole()) {
            arrays.put(operand, source);
            readUntil.merge(source, lastUse.get(operand), Math::max);
            return;
        }
        Object target = take(operand.expr.dtype());
        arrays.put(operand, target);
        boolean repeats = window.isConstant() || tile % window.period() == 0 && start % window.period() == 0;
        (repeats ? once : loads).add(new Tiles.Load(window, source, target));
        if (repeats) {
            scratch.remove(target);
        }
    }

    private void add(int step, Node member) {
        Object[] in = Arrays.stream(member.in).map(arrays::get).toArray();
        for (Node input : member.in) {
            if (lastUse.get(input) == step && !isOutput(input)) {
                release(arrays.get(input));
            }
        }
        Object out = output(step, member);
        arrays.put(member, out);
        loops.add(((Elementwise) member.op()).loop(in, out));
    }

    /** The array that a member computes into. */
    private Object output(int step, Node member) {
        if (!isOutput(member)) {
            Object out = take(member.expr.dtype());
            if (!lastUse.containsKey(member)) {
                release(out);
            }
            return out;
        }
        Object target = buffers.tensor(member).array();
        if (direct && readUntil.getOrDefault(target, -1) <= step) {
            return target;
        }
        Object out = take(member.expr.dtype());
        scratch.remove(out);
        stores.add(new Tiles.Store(out, target));
        return out;
    }

    private boolean isOutput(Node node) {
        return node.by == fused && fused.isOutput(node);
    }

    private Object take(DType dtype) {
        Object array = free.computeIfAbsent(dtype, type -> new ArrayDeque<>()).poll();
        if (array == null) {
            array = dtype.newArray(tile + PADDING);
        }
        scratch.put(array, dtype);
        return array;
    }

    /** Gives a scratch array back; arrays that are not scratch, or are kept for all tiles, stay. */
    private void release(Object array) {
        DType dtype = scratch.remove(array);
        if (dtype != null) {
            free.get(dtype).push(array);
        }
    }
}
