/**
 * Loops: ops whose attribute is a graph. {@link adjoint.loop.Scan} is the class to read first; it makes nodes of
 * {@link adjoint.loop.ScanOp}, which computes step after step ({@link adjoint.loop.ScanRun}), and whose derivatives are
 * loops again ({@link adjoint.loop.ScanVjp}). Nothing here knows how bodies are compiled.
 */
package adjoint.loop;
