/**
 * Takes files that are dropped anywhere on the page; what is dropped on a part that takes files itself is left to it.
 * @returns what ends it
 */
export function onDrop(take: (transfer: DataTransfer) => void): () => void {
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    take(event.dataTransfer);
  };
  addEventListener('dragover', over);
  addEventListener('drop', drop);
  return () => {
    removeEventListener('dragover', over);
    removeEventListener('drop', drop);
  };
}
