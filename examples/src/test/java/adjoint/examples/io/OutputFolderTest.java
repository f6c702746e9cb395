package adjoint.examples.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    Path temp;

    @Test
    void createsItsFolderAndLeavesNothingElseInIt() throws IOException {
        OutputFolder folder = OutputFolder.open(temp.resolve("a/b"));

        assertThat(folder.path()).isEmptyDirectory();
        folder.write("one.txt", "größer");
        folder.write("two.bin", new byte[] {1, 2});

        assertThat(folder.written()).containsExactly(folder.resolve("one.txt"), folder.resolve("two.bin"));
        assertThat(folder.resolve("one.txt")).hasContent("größer");
        assertThat(folder.resolve("two.bin")).hasBinaryContent(new byte[] {1, 2});
        assertThat(temp.resolve("a/b"))
                .isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    @Test
    void refusesAPlaceThatIsAFile() throws IOException {
        Path file = Files.writeString(temp.resolve("taken"), "mine");

        assertThatThrownBy(() -> OutputFolder.open(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("it is a file")
                .hasMessageContaining("--out");
        assertThatThrownBy(() -> OutputFolder.open(file.resolve("below")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("below");
        assertThat(file).hasContent("mine");
    }

    @Test
    void replacesAFileAsAWhole() throws IOException {
        Path target = Files.writeString(temp.resolve("results.json"), "a long old text");

        AtomicFiles.write(target, "new");

        assertThat(target).hasContent("new");
        assertThat(temp.toFile().list()).containsExactly("results.json");
    }

    @Test
    void aFailedWriteLeavesNoTraceAndKeepsTheTarget() throws IOException {
        Path target = Files.createDirectory(temp.resolve("results.json"));
        Files.writeString(target.resolve("inside"), "kept");

        assertThatThrownBy(() -> AtomicFiles.write(target, "new"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(target.toString())
                .hasMessageContaining("cannot be written");

        assertThat(target.resolve("inside")).hasContent("kept");
        assertThat(temp.toFile().list()).containsExactly("results.json");
    }

    @Test
    void aMissingFolderIsNamed() {
        Path target = temp.resolve("missing/results.json");

        assertThatThrownBy(() -> AtomicFiles.write(target, "new"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(target.toString());
    }
}
