package adjoint.expr;

import java.util.function.Function;

/**
 * A map from nodes, by identity. It hashes their serial numbers, eight neighbours to a cache line, so that a walk in about
 * the order in which the nodes were made reads its table in about the order in which it lies in memory: with the random
 * identity hashes of {@link java.util.IdentityHashMap} every access to a large graph's map is a cache miss. What it does
 * depends on the graph alone, never on addresses.
 */
public final class ExprMap<V> {
    /** Neighbours that stay together. */
    private static final int BLOCK_BITS = 3;

    /** Keys at even places, each with its value behind it; at most half of the pairs are used. */
    private Object[] table;

    private int size;

    public ExprMap() {
        this(8);
    }

    /** A map that holds so many nodes without growing. */
    public ExprMap(int expected) {
        table = new Object[4 * Math.max(8, Integer.highestOneBit(Math.max(1, expected - 1)) * 2)];
    }

    /** The value of a node, or null where there is none. */
    @SuppressWarnings("unchecked")
    public V get(Expr key) {
        return (V) table[place(key, table) + 1];
    }

    public boolean containsKey(Expr key) {
        return table[place(key, table)] == key;
    }

    /** Gives a node a value, which is not null; returns the one it had before, or null. */
    @SuppressWarnings("unchecked")
    public V put(Expr key, V value) {
        int at = place(key, table);
        Object before = table[at + 1];
        table[at + 1] = value;
        if (table[at] == null) {
            table[at] = key;
            if (4 * ++size > table.length) {
                grow();
            }
        }
        return (V) before;
    }

    /** The value of a node, made and kept where there is none; making it must not change this map. */
    public V computeIfAbsent(Expr key, Function<? super Expr, ? extends V> make) {
        V value = get(key);
        if (value == null) {
            value = make.apply(key);
            put(key, value);
        }
        return value;
    }

    /** By much at a time, since it has to look at every node, in no good order. */
    private void grow() {
        Object[] larger = new Object[4 * table.length];
        for (int from = 0; from < table.length; from += 2) {
            if (table[from] != null) {
                int to = place((Expr) table[from], larger);
                larger[to] = table[from];
                larger[to + 1] = table[from + 1];
            }
        }
        table = larger;
    }

    /** Where a node is, or where it would be put. */
    private static int place(Expr key, Object[] table) {
        int mask = table.length - 2;
        int at = 2 * spread(key.serial()) & mask;
        while (table[at] != null && table[at] != key) {
            at = at + 2 & mask;
        }
        return at;
    }

    /** A hash of an op with one more input's number: what is applied to neighbours has neighbouring hashes. */
    public static int with(int hash, int index, int number) {
        return hash + (index == 0 ? number : (index + 1) * 0x9E3779B1 * number);
    }

    /** A hash whose low bits are well mixed, but for the lowest few: numbers that differ in those only stay neighbours. */
    public static int spread(int number) {
        int block = (number >>> BLOCK_BITS) * 0x9E3779B9;
        return (block ^ block >>> 16) << BLOCK_BITS | number & (1 << BLOCK_BITS) - 1;
    }
}
