/** Results for people and programs: HTML pages, SVG charts, CSV and JSON, none of which needs fonts or native parts. */
package adjoint.examples.report;
