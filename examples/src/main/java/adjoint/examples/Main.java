package adjoint.examples;

import adjoint.examples.io.DataException;
import adjoint.examples.rnade.RnadeCommand;
import adjoint.examples.table.EvaluateCommand;
import adjoint.examples.table.FitCommand;
import adjoint.examples.table.PredictCommand;
import adjoint.examples.table.SampleCommand;
import adjoint.examples.toy.ToyCommand;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit codes: 0 when all went well; 2, with one line on standard error, when the user can put it
 * right; 1, with a stack trace, when only the authors of the program can.
 */
@Command(
        name = "adjoint",
        mixinStandardHelpOptions = true,
        version = "Adjoint 0.1.0",
        customSynopsis = "adjoint [COMMAND] [OPTIONS]",
        description = "Runs an experiment. Without a command it is vowel, whose options can then follow at once.",
        footer = "The options of a command: adjoint COMMAND --help")
public final class Main {
    private static final String DEFAULT_COMMAND = "vowel";
    private static final List<String> OWN_OPTIONS = List.of("-h", "--help", "-V", "--version");

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(withCommand(args)));
    }

    /** The command line with its subcommands. */
    public static CommandLine commandLine() {
        return commandLine(new VowelExperiment());
    }

    static CommandLine commandLine(Experiment vowel) {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new VowelCommand(vowel));
        line.addSubcommand(new UtteranceCommand());
        line.addSubcommand(new RnadeCommand());
        line.addSubcommand(new SpeakCommand());
        line.addSubcommand(ablate());
        line.addSubcommand(new ReportCommand());
        line.addSubcommand(new FitCommand());
        line.addSubcommand(new PredictCommand());
        line.addSubcommand(new EvaluateCommand());
        line.addSubcommand(new SampleCommand());
        line.addSubcommand(new ToyCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((problem, args) -> complain(problem.getCommandLine(), explain(problem)));
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

    /** The vowel's options and data, put to another use; it keeps no checkpoints to resume from. */
    private static CommandLine ablate() {
        CommandLine ablate = new CommandLine(new VowelCommand(new AblateExperiment()));
        ablate.getCommandSpec().remove(ablate.getCommandSpec().findOption("--resume"));
        ablate.getCommandSpec()
                .name("ablate")
                .usageMessage()
                .description("Trains mixture density networks on a vowel with and without log-sum-exp, a small learning"
                        + " rate and a variance floor, and shows which are needed to stay free of NaN.");
        return ablate;
    }

    private static String explain(ParameterException problem) {
        List<String> near =
                problem instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String suggestion = near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
        String help = problem.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        return problem.getMessage() + suggestion + "; see " + help;
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
