/** Results for people and programs: HTML pages, SVG charts and JSON, none of which needs fonts or native parts. */
package adjoint.examples.report;
