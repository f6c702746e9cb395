package adjoint.examples.table;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options on how a table is read. */
abstract class SheetOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--header",
            negatable = true,
            description = "The first line of a text names the columns, or is data. Default: found out.")
    private Boolean header;

    /**
     * Reads a table, and says on standard error what was in doubt about it.
     *
     * @param known names of columns that are looked for; a first line that has them all is a header
     */
    Sheet read(Path file, List<String> known) {
        Sheet sheet = SheetReader.read(file, header, known);
        if (!sheet.note().isEmpty()) {
            say(sheet.note());
        }
        return sheet;
    }

    /** Says something on standard error, in a line. */
    void say(String note) {
        command.commandLine().getErr().println("adjoint: " + note);
    }
}
