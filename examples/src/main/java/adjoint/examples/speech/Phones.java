package adjoint.examples.speech;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The customary reduction of the 61 TIMIT labels to 39 phones, after K.-F. Lee and H.-W. Hon, "Speaker-independent
 * phone recognition using hidden Markov models", IEEE Transactions on Acoustics, Speech, and Signal Processing
 * 37(11), 1989.
 *
 * <p>Allophones fall together (for example {@code ao} with {@code aa}, {@code zh} with {@code sh}); the closures before
 * stops and all pauses become {@code sil}; the glottal stop {@code q} is dropped, so that it has no reduced phone.
 */
public final class Phones {
    /** Each line: the reduced phone, then the other labels that it takes in. */
    private static final String TABLE = """
            iy
            ih ix
            eh
            ae
            ah ax ax-h
            uw ux
            uh
            aa ao
            ey
            ay
            oy
            aw
            ow
            er axr
            l el
            r
            w
            y
            m em
            n en nx
            ng eng
            v
            f
            dh
            th
            z
            s
            sh zh
            jh
            ch
            b
            p
            d
            dx
            t
            g
            k
            hh hv
            sil h# pau epi bcl dcl gcl pcl tcl kcl
            """;

    private static final Map<String, String> REDUCED = new LinkedHashMap<>();

    static {
        for (String line : TABLE.lines().toList()) {
            String[] labels = line.split(" ");
            for (String label : labels) {
                REDUCED.put(label, labels[0]);
            }
        }
    }

    private Phones() {}

    /** The 39 reduced phones, in the order of their index. */
    public static List<String> reduced() {
        return new ArrayList<>(new LinkedHashSet<>(REDUCED.values()));
    }

    /** The reduced phone of a TIMIT label; empty for {@code q} and for labels that TIMIT does not have. */
    public static Optional<String> reduce(String label) {
        return Optional.ofNullable(REDUCED.get(label));
    }
}
