package adjoint.tensor;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the code of Adjoint's users from its own, by package. */
public final class UserCode {
    private static final Set<String> OWN_PACKAGES = Set.of(
            "adjoint",
            "adjoint.tensor",
            "adjoint.expr",
            "adjoint.rewrite",
            "adjoint.autodiff",
            "adjoint.loop",
            "adjoint.compile",
            "adjoint.run",
            "adjoint.inspect");

    /** Whose classes are no user's either: networks and their training, in packages of their own, and the JDK. */
    private static final List<String> NOT_USERS = List.of("adjoint.mdn.", "java.", "javax.", "jdk.", "sun.");

    /** The answer for each class that was asked about: every node that is made asks. */
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private UserCode() {}

    /** Whether a class is neither Adjoint's nor the JDK's. */
    public static boolean contains(String className) {
        return KNOWN.computeIfAbsent(className, UserCode::isUsers);
    }

    private static boolean isUsers(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0
                || !OWN_PACKAGES.contains(className.substring(0, dot))
                        && NOT_USERS.stream().noneMatch(className::startsWith);
    }
}
