package adjoint.examples;

import adjoint.examples.io.DataException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Exit codes: 0 when all went well, 2 with one line on standard error when the user can put it right, 1
 * with a stack trace when only we can.
 */
@Command(
        name = "adjoint",
        mixinStandardHelpOptions = true,
        version = "Adjoint 0.1.0",
        description = "Experiments with Adjoint. Without a command, vowel is run.",
        synopsisSubcommandLabel = "[COMMAND]")
public final class Main {
    private static final String DEFAULT_COMMAND = "vowel";
    private static final List<String> OWN_OPTIONS = List.of("-h", "--help", "-V", "--version");

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine(new DataSummary()).execute(withCommand(args)));
    }

    /** The command line with its subcommands. */
    static CommandLine commandLine(Experiment vowel) {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new VowelCommand(vowel));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((problem, args) -> {
            CommandLine at = problem.getCommandLine();
            return complain(
                    at, problem.getMessage() + "; see " + at.getCommandSpec().qualifiedName() + " --help");
        });
        line.setExecutionExceptionHandler((problem, at, parsed) -> {
            if (problem instanceof DataException) {
                return complain(at, problem.getMessage());
            }
            PrintWriter err = at.getErr();
            err.println("adjoint: an error of the program itself, please report it:");
            problem.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    private static int complain(CommandLine at, String message) {
        at.getErr().println("adjoint: " + message.replaceAll("\\s*\\R\\s*", " "));
        return CommandLine.ExitCode.USAGE;
    }

    /** Puts the default command before options that are not those of {@code adjoint} itself. */
    static String[] withCommand(String... args) {
        boolean named = args.length > 0 && (!args[0].startsWith("-") || OWN_OPTIONS.contains(args[0]));
        return named
                ? args
                : Stream.concat(Stream.of(DEFAULT_COMMAND), Arrays.stream(args)).toArray(String[]::new);
    }
}
