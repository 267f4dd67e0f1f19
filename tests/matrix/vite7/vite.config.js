// Workers as modules: Vite 7's older form cannot load anything later, and its build ends at a worker that would.
export default { worker: { format: "es" } };
