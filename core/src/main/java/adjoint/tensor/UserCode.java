package adjoint.tensor;

import java.util.Set;

/** Tells the code of Adjoint's users from its own, by package. */
public final class UserCode {
    private static final Set<String> OWN_PACKAGES = Set.of(
            "adjoint",
            "adjoint.tensor",
            "adjoint.expr",
            "adjoint.rewrite",
            "adjoint.autodiff",
            "adjoint.compile",
            "adjoint.run",
            "adjoint.inspect",
            "adjoint.mdn");

    private UserCode() {}

    /** Whether a class is neither Adjoint's nor the JDK's. */
    public static boolean contains(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0
                || !OWN_PACKAGES.contains(className.substring(0, dot))
                        && !className.startsWith("java.")
                        && !className.startsWith("jdk.");
    }
}
