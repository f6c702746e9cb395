/** Results for people and programs: SVG charts and JSON, none of which needs fonts or native parts. */
package adjoint.examples.report;
