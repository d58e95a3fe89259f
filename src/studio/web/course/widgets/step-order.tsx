import { Segmented } from '../../shell/controls.tsx';

/** Whether both players move at once or one after the other. */
export type Order = 'simultaneous' | 'alternating';

export interface StepOrderProps {
  readonly value: Order;
  readonly onChange: (order: Order) => void;
}

export function StepOrder({ value, onChange }: StepOrderProps) {
  return (
    <Segmented
      label="Order of the steps"
      value={value}
      options={[
        { value: 'simultaneous', label: 'both at once' },
        { value: 'alternating', label: 'in turn' },
      ]}
      onChange={onChange}
    />
  );
}
