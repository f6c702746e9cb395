package adjoint.mdn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVMs for tests that kill them. */
public final class ChildJvm {
    private static final String BLAS = "adjoint.blas";

    private ChildJvm() {}

    /** A JVM that runs a main method by the same arithmetic as this one. */
    public static ProcessBuilder of(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        if (System.getProperty(BLAS) != null) {
            command.add("-D" + BLAS + "=" + System.getProperty(BLAS));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
