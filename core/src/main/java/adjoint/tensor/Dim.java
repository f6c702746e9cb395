package adjoint.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A size along one axis: a known number, a name such as {@code "batch"} that must mean one number throughout a call, or a
 * polynomial of names with integer coefficients, such as {@code 3*batch} after a flattening. Immutable; equal when the
 * polynomials are equal.
 */
public final class Dim {
    /** The size 1, the only one that broadcasts. */
    public static final Dim ONE = new Dim(Map.of("", 1L));

    private static final Dim ZERO = new Dim(Map.of());

    /** Monomial ({@code "batch*steps"}, names sorted; {@code ""} for the constant) to non-zero coefficient. */
    private final Map<String, Long> terms;

    private final long known;

    private Dim(Map<String, Long> terms) {
        this.terms = terms;
        boolean constant = terms.isEmpty() || (terms.size() == 1 && terms.containsKey(""));
        this.known = constant ? terms.getOrDefault("", 0L) : -1;
    }

    /** A known size. Negative sizes are refused, since no axis can have one. */
    public static Dim of(long size) {
        if (size < 0) {
            throw new ShapeException("a size cannot be negative, but is " + size);
        }
        return size == 1 ? ONE : size == 0 ? ZERO : new Dim(Map.of("", size));
    }

    /** A size that is given by the data of each call. */
    public static Dim named(String name) {
        if (name == null || !name.matches("[A-Za-z_][A-Za-z_0-9.]*")) {
            throw new ShapeException(
                    "a size is named by a letter followed by letters, digits, '_' or '.', not '" + name + "'");
        }
        return new Dim(Map.of(name, 1L));
    }

    /** A size from what a user writes: an {@code int}, a name or a {@code Dim}. */
    public static Dim from(Object size) {
        if (size instanceof Dim dim) {
            return dim;
        }
        if (size instanceof Integer number) {
            return of(number);
        }
        if (size instanceof String name) {
            return named(name);
        }
        throw new ShapeException("a size is an int, a name or a Dim, not " + size);
    }

    public boolean isKnown() {
        return known >= 0;
    }

    public boolean isOne() {
        return known == 1;
    }

    /** The known size; an error where the size depends on names. */
    public int size() {
        if (known < 0) {
            throw new ShapeException("the size " + this + " is not known before a call");
        }
        return Math.toIntExact(known);
    }

    public Dim plus(Dim other) {
        Map<String, Long> sum = new TreeMap<>(terms);
        other.terms.forEach((monomial, c) -> sum.merge(monomial, c, Math::addExact));
        return normal(sum);
    }

    public Dim minus(Dim other) {
        Map<String, Long> difference = new TreeMap<>(terms);
        other.terms.forEach((monomial, c) -> difference.merge(monomial, -c, Math::addExact));
        return normal(difference);
    }

    public Dim times(Dim other) {
        if (isOne()) {
            return other;
        }
        if (other.isOne()) {
            return this;
        }
        Map<String, Long> product = new TreeMap<>();
        terms.forEach((m1, c1) -> other.terms.forEach(
                (m2, c2) -> product.merge(joined(m1, m2), Math.multiplyExact(c1, c2), Math::addExact)));
        return normal(product);
    }

    /** This size divided by one of a single term, where that leaves no remainder for any value of the names. */
    public Optional<Dim> dividedBy(Dim divisor) {
        if (divisor.terms.size() != 1) {
            return equals(divisor) && !divisor.terms.isEmpty() ? Optional.of(ONE) : Optional.empty();
        }
        Map.Entry<String, Long> by = divisor.terms.entrySet().iterator().next();
        Map<String, Long> quotient = new TreeMap<>();
        for (Map.Entry<String, Long> term : terms.entrySet()) {
            List<String> factors = factors(term.getKey());
            for (String factor : factors(by.getKey())) {
                if (!factors.remove(factor)) {
                    return Optional.empty();
                }
            }
            if (term.getValue() % by.getValue() != 0) {
                return Optional.empty();
            }
            quotient.put(String.join("*", factors), term.getValue() / by.getValue());
        }
        return Optional.of(normal(quotient));
    }

    /** The names this size depends on, sorted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        terms.keySet().forEach(monomial -> names.addAll(factors(monomial)));
        return names;
    }

    /** The number this size is, given the sizes of its names. */
    public int evaluate(Map<String, Integer> sizes) {
        if (known >= 0) {
            return Math.toIntExact(known);
        }
        long total = 0;
        for (Map.Entry<String, Long> term : terms.entrySet()) {
            long product = term.getValue();
            for (String name : factors(term.getKey())) {
                Integer size = sizes.get(name);
                if (size == null) {
                    throw new ShapeException("the size '" + name
                            + "' is not given by any input of this call; known are " + new TreeMap<>(sizes));
                }
                product = Math.multiplyExact(product, size.longValue());
            }
            total = Math.addExact(total, product);
        }
        if (total < 0 || total > Integer.MAX_VALUE) {
            throw new ShapeException("the size " + this + " becomes " + total + " with " + new TreeMap<>(sizes));
        }
        return (int) total;
    }

    private static Dim normal(Map<String, Long> terms) {
        terms.values().removeIf(c -> c == 0);
        Dim dim = new Dim(Collections.unmodifiableMap(terms));
        if (terms.size() == 1 && terms.getOrDefault("", 0L) < 0) {
            throw new ShapeException("a size would become negative: " + dim);
        }
        return dim.isOne() ? ONE : dim;
    }

    private static String joined(String m1, String m2) {
        List<String> factors = factors(m1);
        factors.addAll(factors(m2));
        Collections.sort(factors);
        return String.join("*", factors);
    }

    private static List<String> factors(String monomial) {
        return monomial.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(monomial.split("\\*")));
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Dim dim && known == dim.known && terms.equals(dim.terms);
    }

    @Override
    public int hashCode() {
        return known >= 0 ? Long.hashCode(known) : terms.hashCode();
    }

    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(terms).descendingMap().forEach((monomial, c) -> {
            text.append(text.length() == 0 ? (c < 0 ? "-" : "") : c < 0 ? "-" : "+");
            long size = Math.abs(c);
            text.append(monomial.isEmpty() ? "" + size : size == 1 ? monomial : size + "*" + monomial);
        });
        return text.toString();
    }
}
